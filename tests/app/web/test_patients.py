"""Patients over HTTP: found by label, by name only for who may see names; known, and erased from all there is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from alerts.watch import Watch
from app.folds import Folds
from app.people import People
from app.profiles import read_profiles
from monitors import entries
from monitors.intake import Intake
from monitors.session import Roster
from tests.app.web.server import Server

ADA = {"name": "Ada Lovelace", "birth_date": "1980-12-10", "sex": "female"}
NAMING = ("Lovelace", "p/17", "1980-12-10", "her sister", "cable of Ada")


async def treated(server: Server, label: str = "p/17", bed: str = "1", device: str = "m1") -> str:
    """A session of a label with an alarm, an acknowledgement, another limit and reasons, all over; its id."""
    await server.done("POST", "/v1/beds", {"bed": bed})
    key = (await server.done("POST", "/v1/devices", {"device": device, "bed": bed}))["key"]
    await server.heard()
    asked = {"bed": bed, "protocol": "general", "patient": label}
    session: str = (await server.done("POST", "/v1/sessions", asked))["session"]
    await server.feed(key, 30, spo2=80)
    (alarm,) = [one for one in await alarms(server) if one["condition"] == "spo2.low" and session in one["id"]]
    seen = {"revision": alarm["revision"], "note": "her sister is here"}
    await server.done("POST", f"/v1/alarms/{alarm['id']}/acknowledgement", seen)
    await server.done("PUT", f"/v1/sessions/{session}/limits/spo2-low", {"limit": 91, "reason": "her sister asked"})
    unbound = {"bed": None, "reason": "cable of Ada"}
    assert (await server.ask("PUT", f"/v1/devices/{device}/bed", json=unbound)).status_code == 200
    await server.done("POST", f"/v1/sessions/{session}/close", {"reason": "her sister took her home"})
    return session


async def alarms(server: Server) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await server.ask("GET", "/v1/alarms")).json()["alarms"]
    return found


async def known(server: Server, label: str = "p%2F17") -> None:
    answer = await server.ask("PUT", f"/v1/patients/{label}", "nurse", json=ADA)
    assert answer.status_code == 200, answer.text


async def find(server: Server, text: str, role: str = "nurse") -> list[dict[str, Any]]:
    answer = await server.ask("GET", "/v1/patients", role, params={"q": text})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["patients"]
    return found


async def test_a_patient_is_found_by_label_name_and_date_of_birth(server: Server) -> None:
    session, _ = await server.bed_with_device()
    await known(server, "Mr%20A")
    for text in ("mr a", "LOVELACE", "1980-12", ""):
        (one,) = await find(server, text)
        assert (one["patient"], one["name"], one["birth_date"], one["sex"]) == ("Mr A", *ADA.values())
        assert [(had["session"], had["protocol"], had["closed_at"]) for had in one["sessions"]] == [
            (session, "ketamine-iv", None)
        ]
    assert await find(server, "nobody") == []
    shown = await server.ask("GET", "/v1/patients/Mr%20A", "auditor")
    assert shown.json()["name"] == "Ada Lovelace"


@pytest.mark.parametrize("role", ["wall", "integrator"])
async def test_who_may_only_watch_sees_labels_and_finds_no_names(server: Server, role: str) -> None:
    await server.bed_with_device()
    await known(server, "Mr%20A")
    assert await find(server, "Ada", role) == []
    assert await find(server, "1980", role) == []
    (one,) = await find(server, "mr", role)
    assert (one["name"], one["birth_date"], one["sex"]) == (None, None, None)
    assert (await server.ask("GET", "/v1/patients/Mr%20A", role)).json()["name"] is None
    assert (await server.ask("PUT", "/v1/patients/Mr%20A", role, json=ADA)).status_code == 403


@pytest.mark.parametrize(("label", "asked", "field"), [
    ("p-1", {"birth_date": "10.12.1980"}, "birth_date"), ("p-1", {"birth_date": "2999-01-01"}, "birth_date"),
    ("p-1", {"birth_date": "19801210"}, "birth_date"), ("p-1", {"sex": "f"}, "sex"), ("p-1", {"name": "a\x07"}, "name"),
    ("erased-3", {"name": "Ada"}, "patient"), ("%20", {"name": "Ada"}, "patient"),
])
async def test_what_cannot_be_known_is_refused(server: Server, label: str, asked: dict[str, str], field: str) -> None:
    answer = await server.ask("PUT", f"/v1/patients/{label}", "nurse", json=asked)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_many_are_told_to_be_more(server: Server) -> None:
    for number in range(101):
        answer = await server.ask("PUT", f"/v1/patients/p-{number}", "nurse", json={"name": "x"})
        assert answer.status_code == 200
    found = (await server.ask("GET", "/v1/patients", "nurse", params={"q": "p-"})).json()
    assert (len(found["patients"]), found["more"]) == (100, True)


async def test_only_an_administrator_erases_and_nobody_who_is_being_treated(server: Server) -> None:
    session, _ = await server.bed_with_device()
    for role in ("nurse", "auditor", "tester", "wall"):
        refused = await server.ask("POST", "/v1/patients/Mr%20A/erase", role, json={"reason": "asked"})
        assert refused.status_code == 403
    refused = await server.ask("POST", "/v1/patients/Mr%20A/erase", json={"reason": "asked"})
    assert (refused.status_code, refused.json()["code"]) == (409, "patient_in_session")
    assert session in refused.json()["detail"]


@pytest.mark.parametrize(("label", "reason", "code"), [
    ("nobody", "asked", "unknown_patient"), ("p%2F17", " ", "reason_needed"),
    ("p%2F17", "p/17 asked for it", "bad_request"), ("p%2F17", "mrs lovelace's wish", "bad_request"),
    ("p%2F17", "born 1980-12-10", "bad_request"),
])
async def test_an_erasure_is_refused_with_the_reason(server: Server, label: str, reason: str, code: str) -> None:
    await known(server)
    answer = await server.ask("POST", f"/v1/patients/{label}/erase", json={"reason": reason})
    assert answer.json()["code"] == code


async def test_an_erased_person_is_nowhere_and_their_measurements_stay(server: Server) -> None:
    session = await treated(server)
    other = await treated(server, "p-2", "2", "m2")
    await known(server)
    before = [entry.number for entry in server.journal.tail(0)]
    others = list(server.journal.about(other))
    readings = server.journal.points(session, "spo2", "m1", 0, 2**62)
    done = await server.done("POST", "/v1/patients/p%2F17/erase", {"reason": "asked for it"})
    assert done == {"left_as": "erased-1", "sessions": 1}
    assert [entry.number for entry in server.journal.tail(0)] == [*before, before[-1] + 1]
    assert list(server.journal.about(other)) == others
    assert server.journal.points(session, "spo2", "m1", 0, 2**62) == readings
    told = [entries.encode(entry.body).decode() for entry in server.journal.tail(0)]
    own = [one for one in told if f'"{session}' in one or "m1" in one or "Patient" in one]
    assert not [one for one in own if any(name in one for name in NAMING)]
    assert (await server.ask("GET", "/v1/patients/p%2F17")).status_code == 404
    (kept,) = await find(server, "erased-1")
    assert [one["session"] for one in kept["sessions"]] == [session]
    again = await server.ask("POST", "/v1/patients/erased-1/erase", json={"reason": "twice"})
    assert (again.status_code, again.json()["code"]) == (404, "unknown_patient")


async def test_the_running_folds_forget_what_a_replay_does_not_find(server: Server) -> None:
    session = await treated(server)
    other = await treated(server, "p-2", "2", "m2")
    await server.done("POST", "/v1/patients/p%2F17/erase", {"reason": "asked for it"})
    live = server.built.ward.folds
    roster = Roster()
    mode = server.built.context.settings.mode.readings
    watch = Watch(read_profiles(server.built.context.settings.profiles), mode, screens=True)
    replayed = Folds(roster, Intake(roster, mode), watch, People())
    replayed.restore(server.journal)
    assert live.failures == replayed.failures == 0
    assert {name: state for name, state in live.dump().items() if state != replayed.dump()[name]} == {}
    for name in ("her sister", "p/17"):
        assert name not in str(live.limits.of(session))
        assert name not in str([live.alarm(f"{session}.spo2.low.1"), live.roster.sessions[session]])
    assert "her sister asked" in str(live.limits.of(other))
    assert "her sister is here" in str(live.alarm(f"{other}.spo2.low.1"))


async def test_screens_that_come_back_are_told_nothing_of_them(server: Server) -> None:
    session = await treated(server)
    other = await treated(server, "p-2", "2", "m2")
    feed = server.built.context.hub.feed

    def told(which: str) -> str:
        kept = [*feed.revisions(0, None), *feed.episodes(0, None)]
        return msgspec.json.encode([one for one in kept if one.scope.session == which]).decode()

    assert "her sister" in told(session)
    before = told(other)
    await server.done("POST", "/v1/patients/p%2F17/erase", {"reason": "asked for it"})
    assert "her sister" not in told(session)
    assert told(other) == before


async def test_nobody_is_treated_under_what_an_erased_person_is_left_as(server: Server) -> None:
    await server.done("POST", "/v1/beds", {"bed": "1"})
    asked = {"bed": "1", "protocol": "general", "patient": "erased-1"}
    refused = await server.ask("POST", "/v1/sessions", json=asked)
    assert (refused.status_code, refused.json()["field"]) == (422, "patient")


async def test_what_is_not_recorded_yet_is_not_said_to_be_erased(server: Server) -> None:
    await known(server)
    server.journal.stall(60)
    answer = await server.ask("POST", "/v1/patients/p%2F17/erase", json={"reason": "asked for it"})
    assert (answer.status_code, answer.json()["code"]) == (503, "not_recorded")
    server.journal.release()
    assert "Lovelace" not in "".join(entries.encode(entry.body).decode() for entry in server.journal.tail(0))
