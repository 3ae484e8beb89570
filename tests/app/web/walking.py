"""Walks a scripted course on the in-process server, minute by minute, with its monitor and cuffs."""

from __future__ import annotations

from typing import Any

from monitors.instant import MINUTE
from tests.app.courses import Course, filled, ordered, values_at
from tests.app.web.server import START, Server

CUFF = ("systolic", "diastolic", "mean")


async def walk(server: Server, course: Course, until: float = 1e9) -> str:
    """Opens the session and does all of the course up to a minute; every request must be done. Gives its id."""
    await server.done("POST", "/v1/beds", {"bed": "1"})
    key = (await server.done("POST", "/v1/devices", {"device": "m1", "bed": "1"}))["key"]
    asked = {"bed": "1", "protocol": course.protocol, "patient": "Mr A", "weight_kg": 70}
    session = (await server.done("POST", "/v1/sessions", asked))["session"]
    await server.heard()
    waiting = [one for one in ordered(course) if one.minute <= until]
    for minute in range(int(min(until, course.leaves_at)) + 1):
        server.clock.at = START + minute * MINUTE
        values = values_at(course, minute)
        told = [{"vital": vital, "value": value} for vital, value in values.items() if vital not in CUFF]
        if minute in course.cuffs:
            told += [{"vital": vital, "value": values[vital]} for vital in CUFF]
        assert (await server.post(key, *told)).status_code == 202
        while waiting and waiting[0].minute <= minute:
            one = waiting.pop(0)
            answer = await server.ask(one.method, filled(one.path, session), one.by, json=filled(one.body, session))
            assert answer.status_code in (200, 201), (one, answer.text)
    return str(session)


async def refused(server: Server, path: str, body: Any, role: str = "nurse") -> tuple[int, str, str]:
    """Status, code and field of a request that must be refused, in words without a trace of the program."""
    answer = await server.ask("POST", path, role, json=body)
    told = answer.json()
    assert told["title"]
    assert "Traceback" not in answer.text
    return answer.status_code, told["code"], told.get("field", "")
