"""A treatment over HTTP: each protocol's course from start to discharge, and what is refused on the way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from alerts.treatment.due import expected
from monitors.instant import MINUTE
from monitors.steps import CheckedIn
from tests.app.courses import COURSES, IV, check_in
from tests.app.web.server import START, Server
from tests.app.web.walking import refused, walk

KETAMINE = check_in("ketamine", "intravenous", 35, 40)
DOSE = {"drug": "ketamine", "route": "intravenous", "amount": 35, "lasts_min": 40}


@pytest.mark.parametrize("protocol", COURSES)
async def test_a_whole_course_goes_through(server: Server, protocol: str) -> None:
    course = COURSES[protocol]
    session = await walk(server, course)
    shown = await server.done("GET", f"/v1/sessions/{session}/treatment")
    assert (shown["phase"], shown["gate"], shown["due"]) == ("recovery", None, [])
    assert {one["dose"]: one["given"] for one in shown["doses"]} == course.given
    assert shown["discharge"]["unmet"] == []
    closed = await server.done("GET", f"/v1/sessions/{session}")
    assert closed["closed_at"]
    listed = (await server.done("GET", f"/v1/observations?session={session}"))["observations"]
    assert listed == shown["observations"]
    alarms = (await server.done("GET", f"/v1/alarms?session={session}&state=ended"))["alarms"]
    late = [one["condition"] for one in alarms if one["condition"].startswith("check.")]
    assert set(late) <= {"check.two_hour_gate_due", "check.watching_time_due"}, "no check was ever late"


async def test_what_is_due_is_shown_and_becomes_an_alarm(server: Server) -> None:
    session = await walk(server, IV, until=34)
    due = (await server.done("GET", f"/v1/sessions/{session}/treatment"))["due"]
    assert [(one["what"], one["overdue"]) for one in due][:5] == [
        ("anxiety", False), ("distress", False), ("dizziness", False), ("nausea", False), ("moaas", False),
    ]
    server.clock.at = START + 49 * MINUTE
    await server.ask("POST", "/v1/observations", "nurse", json={"session": session, "what": "mood", "value": 5})
    active = (await server.done("GET", "/v1/alarms?state=active"))["alarms"]
    assert {"check.anxiety_due", "check.nausea_due", "check.moaas_due"} <= {one["condition"] for one in active}


async def test_the_gate_warns_and_a_prescriber_overrides_it_with_a_reason(server: Server) -> None:
    session, key = await server.bed_with_device()
    path = f"/v1/sessions/{session}"
    for systolic in (154, 150, 152):
        await server.feed(key, 1, systolic=systolic, diastolic=80, spo2=97, heart_rate=70)
    assert await refused(server, f"{path}/doses", DOSE) == (409, "not_checked_in", "session")
    await server.done("POST", f"{path}/check-in", KETAMINE)
    shown = await server.done("GET", f"{path}/treatment")
    assert shown["gate"] == ["Systolic 152 mmHg, over 140"]
    answer = await server.ask("POST", f"{path}/doses", "nurse", json=DOSE)
    assert (answer.status_code, answer.json()["code"]) == (409, "gate_not_met")
    assert "Systolic 152 mmHg, over 140" in answer.json()["detail"]
    assert (await refused(server, f"{path}/gate", {"reason": "white coat"}))[0] == 403, "a nurse may not"
    assert await refused(server, f"{path}/gate", {"reason": " "}, "prescriber") == (422, "reason_needed", "reason")
    await server.done("POST", f"{path}/gate", {"reason": "known white coat"}, "prescriber")
    assert await refused(server, f"{path}/gate", {"reason": "again"}, "prescriber") == (409, "gate_met", "session")
    shown = await server.done("POST", f"{path}/doses", DOSE, "nurse")
    assert (shown["phase"], shown["gate"], shown["gate_passed"][0]["by"]) == ("infusion", None, "prescriber")


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"weight_kg": 154}, 422, "check_weight", "weight_kg"),
        ({"dose": 350}, 422, "dose_too_high", "dose"),
        ({"patient": "Mr B"}, 409, "wrong_patient", "patient"),
        ({"identified_by": ["name"]}, 422, "identify_twice", "identified_by"),
        ({"drug": "esketamine"}, 409, "wrong_protocol", "drug"),
        ({"weight_kg": "70"}, 422, "bad_request", "weight_kg"),
        ({"wheight_kg": 70}, 422, "bad_request", "wheight_kg"),
    ],
)
async def test_a_check_in_with_a_mistake_is_answered_by_name(
    server: Server, changed: dict[str, Any], status: int, code: str, field: str
) -> None:
    session, _ = await server.bed_with_device()
    path = f"/v1/sessions/{session}/check-in"
    assert await refused(server, path, {**KETAMINE, **changed}) == (status, code, field)
    shown = await server.done("GET", f"/v1/sessions/{session}/treatment")
    assert shown["checked_in"] is None


async def test_times_ahead_and_before_are_refused(server: Server) -> None:
    session, _ = await server.bed_with_device()
    seen = {"session": session, "what": "mood", "value": 4}
    ahead = await refused(server, "/v1/observations", {**seen, "at": "2026-11-22T12:00:00+01:30"})
    assert ahead == (422, "in_the_future", "at")
    assert await refused(server, "/v1/observations", {**seen, "at": "2026-11-22T09:00:00Z"}) == (
        422, "before_session", "at",
    )
    assert await refused(server, "/v1/observations", {**seen, "at": "2026-11-22T09:00:00"}) == (
        422, "bad_request", "at",
    )


async def test_a_correction_keeps_what_was_corrected(server: Server) -> None:
    session, _ = await server.bed_with_device()
    wrong = await server.done("POST", "/v1/observations", {"session": session, "what": "moaas", "value": 0})
    active = {one["condition"] for one in (await server.done("GET", "/v1/alarms?state=active"))["alarms"]}
    assert "moaas.low" in active
    server.clock.at += MINUTE
    right = {"session": session, "what": "moaas", "value": 5, "corrects": wrong["number"], "note": "wrong key"}
    made = await server.done("POST", "/v1/observations", right)
    assert (made["at"], made["corrects"]) == (wrong["at"], wrong["number"])
    told = (await server.done("GET", f"/v1/observations?session={session}"))["observations"]
    assert [(one["value"], one["corrected"]) for one in told] == [(0, True), (5, False)]
    assert (await refused(server, "/v1/observations", right))[1] == "nothing_to_correct"
    active = {one["condition"] for one in (await server.done("GET", "/v1/alarms?state=active"))["alarms"]}
    assert "moaas.low" not in active


async def test_who_leaves_with_an_active_alarm_or_an_unmet_criterion_is_asked_about(server: Server) -> None:
    session, key = await server.bed_with_device()
    path = f"/v1/sessions/{session}/discharge"
    await server.feed(key, 30, spo2=86, heart_rate=70)
    criteria = (await server.done("GET", path))["criteria"]
    assert {one["name"]: one["met"] for one in criteria}["escort"] is False
    leave = {"patient": "Mr A", "escort": "her brother"}
    assert await refused(server, path, leave) == (409, "criteria_unmet", "reason")
    leave["reason"] = "left on own wish"
    answer = await server.ask("POST", path, "nurse", json=leave)
    assert (answer.status_code, answer.json()["code"]) == (409, "alarms_active")
    assert "SpO2 86 %" in answer.json()["detail"]
    assert await refused(server, path, {**leave, "patient": "Mr B", "alarms_seen": True}) == (
        409, "wrong_patient", "patient",
    )
    closed = await server.done("POST", path, {**leave, "alarms_seen": True}, "nurse")
    assert closed["closed_at"]
    decided = (await server.done("GET", f"/v1/sessions/{session}/treatment"))["discharge"]
    assert decided["reason"] == "left on own wish"
    assert any(one.startswith("blood_pressure: ") for one in decided["unmet"])


async def test_two_nurses_at_once_end_in_one_history(server: Server) -> None:
    session, key = await server.bed_with_device()
    path = f"/v1/sessions/{session}"
    await server.feed(key, 2, systolic=120, diastolic=80, spo2=97, heart_rate=70)
    await server.done("POST", f"{path}/check-in", KETAMINE)
    starts = (server.ask("POST", f"{path}/doses", role, json=DOSE) for role in ("nurse", "charge_nurse"))
    both = await asyncio.gather(*starts)
    assert sorted(one.status_code for one in both) == [201, 409]
    assert {one.json().get("code") for one in both} == {None, "dose_running"}
    stops = [server.ask("POST", f"{path}/doses/d1/stop", role, json={"reason": "x"}) for role in ("nurse", "tester")]
    seen = [
        server.ask("POST", "/v1/observations", "nurse", json={"session": session, "what": "mood", "value": value})
        for value in range(5)
    ]
    answers = await asyncio.gather(*stops, *seen)
    assert sorted(one.status_code for one in answers) == [201] * 6 + [409]
    shown = await server.done("GET", f"{path}/treatment")
    assert (len(shown["doses"]), len(shown["observations"])) == (1, 5)
    history = server.built.ward.folds.histories.of(session)
    assert sum(isinstance(one.body, CheckedIn) for one in history) == 1
    assert list(server.journal.about(session)) == list(history), "memory and journal tell the same"


async def test_a_handover_says_the_gravest_first(server: Server) -> None:
    session = await walk(server, IV, until=46)
    lines = (await server.done("GET", f"/v1/sessions/{session}/handover"))["lines"]
    assert lines[0].startswith("Mr A at 1: Ketamine by infusion")
    assert "ALARM (medium, on): MOAA/S 3" in lines[1]
    assert any(line.startswith("nausea, mild") for line in lines)
    assert any(line.startswith("ketamine d1: ") and "running" in line for line in lines)


async def test_a_check_that_no_observation_does_is_ticked_off(server: Server) -> None:
    session = await walk(server, IV, until=54)
    path = f"/v1/sessions/{session}/checks"
    assert (await refused(server, f"{path}/moaas", {}))[1] == "unknown_check"
    assert (await refused(server, f"{path}/bp_40min", {}))[1] == "too_soon"
    server.clock.at += MINUTE
    shown = await server.done("POST", f"{path}/bp_40min", {}, "nurse")
    assert "bp_40min" not in {one["what"] for one in shown["due"]}
    assert "bp_40min" not in expected(server.built.ward.folds.histories.of(session))


async def test_protocols_and_scales_are_told(server: Server) -> None:
    plans = {one["protocol"]: one for one in (await server.done("GET", "/v1/protocols"))["protocols"]}
    assert (plans["ketamine-iv"]["usual"], plans["ketamine-iv"]["lasts_min"]) == (0.5, 40)
    assert plans["general"]["usual"] is None
    scales = {one["what"]: one for one in (await server.done("GET", "/v1/observations/scales"))["scales"]}
    assert len(scales["dissociation"]["prompts"]) == 6
    assert scales["note"]["free"] is True


async def test_the_scale_of_news2_is_a_prescribers_word(server: Server) -> None:
    session, _ = await server.bed_with_device()
    chosen = {"session": session, "what": "spo2_scale", "value": 2}
    assert (await refused(server, "/v1/observations", chosen))[:2] == (403, "not_permitted")
    assert (await server.done("POST", "/v1/observations", chosen, "prescriber"))["value"] == 2


async def test_whoever_runs_a_session_binds_its_monitor(server: Server) -> None:
    session, _ = await server.bed_with_device("1", "m1")
    await server.done("POST", "/v1/beds", {"bed": "2"})
    spare = (await server.done("POST", "/v1/devices", {"device": "spare"}))["key"]
    await server.post(spare, {"vital": "spo2", "value": 97})
    assert (await server.done("PUT", "/v1/devices/spare/bed", {"bed": "1"}, "nurse"))["bed"] == "1"
    asked = {"bed": "2", "protocol": "general", "patient": "Mr B"}
    other = (await server.done("POST", "/v1/sessions", asked))["session"]
    taken = await server.ask("PUT", "/v1/devices/spare/bed", "nurse", json={"bed": "2", "reason": "broken"})
    assert (taken.status_code, taken.json()["code"]) == (422, "patient_needed"), "it measures somebody else now"
    wrong = {"bed": "2", "reason": "broken", "patient": "Mr A"}
    assert (await server.ask("PUT", "/v1/devices/spare/bed", "nurse", json=wrong)).json()["code"] == "wrong_patient"
    assert (session, other) == ("s1", "s2")
