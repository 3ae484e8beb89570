"""Errors: all of them problem+json with a code of the table, naming the field, never a stack trace."""

from __future__ import annotations

import pytest

from app.journal.memory import MemoryJournal
from app.ports import JournalError
from app.web.errors import MEDIA_TYPE, TABLE
from tests.app.web.server import Server


@pytest.mark.parametrize(("method", "path", "body", "status", "code", "field"), [
    ("GET", "/v1/nothing", None, 404, "not_found", None),
    ("GET", "/nothing", None, 404, "not_found", None),
    ("DELETE", "/v1/beds", None, 405, "method_not_allowed", None),
    ("POST", "/v1/beds", {}, 422, "bad_request", "bed"),
    ("POST", "/v1/beds", {"bed": 7}, 422, "bad_request", "bed"),
    ("POST", "/v1/beds", {"bed": "C1", "room": "x"}, 422, "bad_request", "room"),
    ("POST", "/v1/beds", [], 422, "bad_request", "body"),
    ("POST", "/v1/sessions", {"bed": "9", "protocol": "general", "patient": "A"}, 404, "unknown_bed", "bed"),
    ("POST", "/v1/devices", {"device": "d", "devices": ["x"]}, 422, "bad_request", "devices"),
    ("PUT", "/v1/devices/none/bed", {"bed": None}, 404, "unknown_device", "device"),
    ("POST", "/v1/users", {"user": "x", "role": "king"}, 422, "unknown_role", "role"),
    ("GET", "/v1/history?session=s1&points=0", None, 422, "bad_request", "points"),
    ("GET", "/v1/alarms?state=asleep", None, 422, "bad_request", "state"),
])
async def test_an_error_is_a_problem(
    server: Server, method: str, path: str, body: object, status: int, code: str, field: str | None
) -> None:
    answer = await server.ask(method, path, json=body)
    told = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert {"type", "title", "status", "code", "detail"} <= told.keys()
    assert (told["status"], told["code"], told.get("field")) == (status, code, field)


async def test_a_body_that_is_no_json_is_told(server: Server) -> None:
    answer = await server.ask("POST", "/v1/beds", content=b'{"bed":', headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize("body", [b'{"bed":"\\ud800"}', b'{"\\ud800":1,"bed":"C1"}', b'{"bed":"\\u0000"}', b"\xff\xfe"])
async def test_letters_that_are_none_break_nothing(server: Server, body: bytes) -> None:
    answer = await server.ask("POST", "/v1/beds", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text


async def test_a_body_that_is_too_large_is_not_read(server: Server) -> None:
    answer = await server.ask("POST", "/v1/beds", json={"bed": "x" * (2**20 + 1)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(("path", "reading"), [
    ("/v1/history?session=s1", "series"), ("/v1/alarms?state=ended", "ended_alarms"),
    ("/v1/alarms/s1.spo2.low.1", "alarm"), ("/v1/audit", "tail"),
])
async def test_a_journal_that_cannot_be_read_is_worth_another_try(
    server: Server, monkeypatch: pytest.MonkeyPatch, path: str, reading: str
) -> None:
    await server.bed_with_device()

    def broken(*_: object) -> None:
        raise JournalError("database disk image is malformed")

    monkeypatch.setattr(MemoryJournal, reading, broken)
    answer = await server.ask("GET", path)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_readable")
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert int(answer.headers["retry-after"]) > 0
    assert "malformed" not in answer.text


async def test_what_breaks_inside_tells_nothing_of_the_inside(server: Server) -> None:
    object.__setattr__(server.built.context, "roster", None)
    answer = await server.ask("GET", "/v1/beds")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "Traceback" not in answer.text
    assert "NoneType" not in answer.text


def test_every_code_has_one_status_and_a_title() -> None:
    for code, (status, title) in TABLE.items():
        assert code.replace("_", "").isalpha()
        assert 400 <= status < 600
        assert title
