"""A treatment told in odd ways: late, anew, half measured, mistyped; the server keeps to what is true, and says so."""

from __future__ import annotations

import pytest

from monitors.instant import MINUTE
from monitors.steps import DoseStopped
from tests.app.courses import IV, check_in
from tests.app.web.server import Server
from tests.app.web.walking import refused, walk

KETAMINE = check_in("ketamine", "intravenous", 35, 40)
DOSE = {"drug": "ketamine", "route": "intravenous", "amount": 35, "lasts_min": 40}


async def test_the_gate_looks_at_the_person_as_they_are_now(server: Server) -> None:
    session, key = await server.bed_with_device()
    path = f"/v1/sessions/{session}"
    await server.done("POST", f"{path}/check-in", KETAMINE)
    for _ in range(3):
        await server.feed(key, 1, systolic=120, diastolic=80, spo2=97, heart_rate=70)
    assert (await server.done("GET", f"{path}/treatment"))["gate"] == []
    await server.feed(key, 1, systolic=185, diastolic=88, spo2=82, heart_rate=70)
    shown = (await server.done("GET", f"{path}/treatment"))["gate"]
    assert shown == ["Systolic 185 mmHg, over 140", "SpO2 82 %, under 94"]
    server.clock.at += 180 * MINUTE
    await server.heard()
    answer = await server.ask("POST", f"{path}/doses", "nurse", json=DOSE)
    assert answer.json()["code"] == "gate_not_met"
    assert "SpO2: not measured now" in answer.json()["detail"]


async def test_a_pressure_that_was_never_measured_before_is_no_baseline(server: Server) -> None:
    session, key = await server.bed_with_device()
    path = f"/v1/sessions/{session}"
    await server.feed(key, 3, spo2=97, heart_rate=70)
    await server.done("POST", f"{path}/check-in", KETAMINE)
    await server.done("POST", f"{path}/gate", {"reason": "no cuff at hand"}, "prescriber")
    await server.done("POST", f"{path}/doses", DOSE, "nurse")
    await server.feed(key, 1, systolic=195, diastolic=110)
    criteria = {one["name"]: one for one in (await server.done("GET", f"{path}/discharge"))["criteria"]}
    assert (criteria["blood_pressure"]["met"], criteria["blood_pressure"]["why"]) == (
        False, "no pressure was measured before the first dose",
    )


async def test_a_correction_without_a_time_keeps_the_time(server: Server) -> None:
    session = await walk(server, IV, until=40)
    path = f"/v1/sessions/{session}"
    before = await server.done("GET", f"{path}/treatment")
    dose, event = before["doses"][0], before["events"][0]
    body = {**DOSE, "dose": "d1", "lot": "L-18", "corrects": dose["number"]}
    after = await server.done("POST", f"{path}/doses", body)
    assert (after["doses"][0]["started_at"], after["doses"][0]["lot"]) == (dose["started_at"], "L-18")
    assert after["clocks"] == before["clocks"]
    noted = {"what": "vomiting", "severity": "mild", "event": "e1", "corrects": event["number"]}
    after = await server.done("POST", f"{path}/events", noted)
    assert (after["events"][0]["at"], after["events"][0]["what"]) == (event["at"], "vomiting")
    assert (await refused(server, f"{path}/doses", {**DOSE, "dose": "d1"}))[1:] == ("bad_request", "corrects")


async def test_a_mistyped_stop_is_told_anew(server: Server) -> None:
    session = await walk(server, IV, until=58)
    path = f"/v1/sessions/{session}/doses/d1/stop"
    await server.done("POST", path, {"given": 0, "reason": "complete"})
    stopped = [one for one in server.built.ward.folds.histories.of(session) if isinstance(one.body, DoseStopped)]
    shown = await server.done("POST", path, {"given": 28, "reason": "complete", "corrects": stopped[0].number})
    assert (shown["doses"][0]["given"], shown["phase"]) == (28, "recovery")
    record = await server.done("GET", f"/v1/sessions/{session}/report.json", role="nurse")
    ends = [(one["value"], one["struck"]) for one in record["events"] if "stopped; given" in one["name"]]
    assert ends == [(0, True), (28, False)], "what was corrected stays, and says so"
    bundle = (await server.ask("GET", f"/v1/sessions/{session}/fhir", "nurse")).text
    assert "told, and corrected: stopped with 0 given" in bundle


async def test_a_session_with_a_running_infusion_is_not_closed(server: Server) -> None:
    session = await walk(server, IV, until=21)
    assert (await refused(server, f"/v1/sessions/{session}/close", {"reason": "x"}))[:2] == (409, "dose_running")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_times_that_nobody_can_mean_are_named(server: Server, at: str) -> None:
    session, _ = await server.bed_with_device()
    seen = {"session": session, "what": "mood", "value": 4, "at": at}
    assert await refused(server, "/v1/observations", seen) == (422, "bad_request", "at")
    answer = await server.ask("GET", f"/v1/sessions/{session}/timeline", "nurse", params={"from": at})
    assert answer.status_code == 422


async def test_a_label_is_one_line(server: Server) -> None:
    await server.done("POST", "/v1/beds", {"bed": "1"})
    asked = {"bed": "1", "protocol": "general", "patient": "Ada\nL"}
    assert (await refused(server, "/v1/sessions", asked))[1:] == ("bad_request", "patient")


async def test_words_of_an_event_are_in_no_reason(server: Server) -> None:
    session, _ = await server.bed_with_device()
    path = f"/v1/sessions/{session}"
    await server.done("POST", f"{path}/events", {"what": "Ada fainted", "severity": "mild"})
    await server.done("POST", f"{path}/discharge", {"patient": "Mr A", "reason": "taken to hospital"})
    decided = (await server.done("GET", f"{path}/treatment"))["discharge"]
    assert any("e1" in one for one in decided["unmet"])
    assert "Ada" not in str(decided)
