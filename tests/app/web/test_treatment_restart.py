"""A restart in every phase of a treatment: clocks, doses, gates and due checks go on as if nothing had happened."""

from __future__ import annotations

from typing import Any

import pytest

from monitors.instant import MINUTE, rfc3339
from tests.app.courses import IV, PAIN, Course
from tests.app.web.server import START, Server, running
from tests.app.web.walking import walk


async def looked_at(server: Server, session: str) -> dict[str, Any]:
    """The treatment, the discharge criteria and the active alarms of the protocol."""
    shown = await server.done("GET", f"/v1/sessions/{session}/treatment")
    shown.pop("gate")  # it looks at what is measured now, which is nothing until the monitor speaks again
    criteria = await server.done("GET", f"/v1/sessions/{session}/discharge")
    active = (await server.done("GET", "/v1/alarms?state=active"))["alarms"]
    checks = sorted(one["id"] for one in active if one["kind"] == "protocol" or one["condition"] == "moaas.low")
    return {"treatment": shown, "criteria": criteria, "checks": checks}


@pytest.mark.parametrize(
    ("course", "minute"),
    [(IV, 2), (IV, 18), (IV, 20), (IV, 39), (IV, 46), (IV, 52), (IV, 59), (IV, 90), (IV, 140), (PAIN, 100)],
)
async def test_what_was_known_is_known_after_a_crash(course: Course, minute: int) -> None:
    async with running() as before:
        session = await walk(before, course, until=minute)
        told = await looked_at(before, session)
        async with running(before=before) as after:
            assert await looked_at(after, session) == told


async def test_what_falls_due_after_the_crash_comes_then_and_what_fell_due_in_it_comes_at_the_start() -> None:
    async with running() as before:
        session = await walk(before, IV, until=38)
        due = {
            one["what"]: one["due_at"]
            for one in (await before.done("GET", f"/v1/sessions/{session}/treatment"))["due"]
        }
        assert due["moaas"] == rfc3339(START + 48 * MINUTE)
        before.clock.at = START + 50 * MINUTE
        async with running(before=before) as after:
            await after.heard()
            assert "check.moaas_due" in await conditions(after)
            assert "check.dissociation_due" not in await conditions(after)
            assert "check.plan_end_due" not in await conditions(after), "it stands paused"
            await after.done("POST", f"/v1/sessions/{session}/doses/d1/resume", {}, "nurse")
            shown = await after.done("GET", f"/v1/sessions/{session}/treatment")
            assert shown["clocks"]["planned_end_at"] == rfc3339(START + 72 * MINUTE)
            after.clock.at = START + 61 * MINUTE
            await after.heard()
            assert "check.dissociation_due" in await conditions(after)
            assert "check.plan_end_due" not in await conditions(after)
            after.clock.at = START + 72 * MINUTE
            await after.heard()
            assert "check.plan_end_due" in await conditions(after)


async def conditions(server: Server) -> set[str]:
    """What is active."""
    return {one["condition"] for one in (await server.done("GET", "/v1/alarms?state=active"))["alarms"]}
