"""Scores and courses over HTTP: told, corrected, refused, handed out and written down; erased with the person."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from monitors import entries
from monitors.steps import ScoreTold
from tests.app.web.server import ROLES, Server
from tests.app.web.test_patients import known, treated

MAY_NOT = {"wall", "integrator"}
TOLD = {"what": "phq9", "value": 21, "at": "2026-11-01T09:00:00+01:00", "note": "her sister called"}


async def tell(server: Server, label: str, **more: Any) -> list[dict[str, Any]]:
    """Tells a score; every score of the patient."""
    answer = await server.ask("POST", f"/v1/patients/{label}/scores", "nurse", json={**TOLD, **more})
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["scores"]
    return found


async def course(server: Server, label: str, role: str = "nurse") -> dict[str, Any]:
    """The course as JSON."""
    answer = await server.ask("GET", f"/v1/patients/{label}/course", role)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def exported(server: Server) -> list[tuple[str, dict[str, Any]]]:
    """Who got which course, by the audit."""
    audit = (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]
    return [(one["by"], one["details"]) for one in audit if one["what"] == "CourseExported"]


async def test_a_score_is_told_and_corrected_and_the_course_has_both(server: Server) -> None:
    await server.bed_with_device()
    (first,) = await tell(server, "Mr%20A")
    assert (first["value"], first["by"], first["at"]) == (21, "nurse", "2026-11-01T08:00:00.000Z")
    _, second = await tell(server, "Mr%20A", value=12, at=None, corrects=first["entry"])
    assert (second["at"], second["corrects"]) == (first["at"], first["entry"])
    await tell(server, "Mr%20A", value=9, at="2026-11-15T09:00:00Z")
    told = await course(server, "Mr%20A")
    (phq9,) = [one for one in told["scores"] if one["what"] == "phq9"]
    assert [(one["value"], one["struck"], one["change"]) for one in phq9["points"]] == [
        (21, True, None), (12, False, 0), (9, False, -3),
    ]
    assert phq9["percent"] == -25


@pytest.mark.parametrize(("label", "asked", "status", "code"), [
    ("Mr%20A", {"value": 28}, 422, "bad_observation"), ("Mr%20A", {"what": "moaas"}, 422, "bad_observation"),
    ("Mr%20A", {"at": "2027-01-01T00:00:00Z"}, 422, "in_the_future"), ("nobody", {}, 404, "unknown_patient"),
    ("Mr%20A", {"corrects": 3}, 409, "nothing_to_correct"), ("Mr%20A", {"value": "21"}, 422, "bad_request"),
])
async def test_a_score_is_refused_with_the_reason(
    server: Server, label: str, asked: dict[str, Any], status: int, code: str
) -> None:
    await server.bed_with_device()
    answer = await server.ask("POST", f"/v1/patients/{label}/scores", "nurse", json={**TOLD, **asked})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_course_has_the_figures_of_the_sessions_record(server: Server) -> None:
    session, key = await server.bed_with_device()
    await server.feed(key, 40, spo2=84)
    told = await course(server, "Mr%20A")
    own = (await server.ask("GET", f"/v1/sessions/{session}/report.json", "nurse")).json()
    (one,) = told["sessions"]
    by_name = {each["figure"]: each for each in own["figures"]}
    assert one["figures"] == [by_name[each["figure"]] for each in one["figures"]]
    values = {each["figure"]: each["value"] for each in one["figures"]}
    assert values["lowest_spo2"] == 84
    assert values["alarms_high"] >= 1
    assert (one["closed_at"], told["mode"], told["name"]) == (None, "test", None)


@pytest.mark.parametrize(("path", "media"), [("course", "application/json"), ("course.pdf", "application/pdf")])
async def test_each_form_comes_as_a_file_and_is_in_the_audit(server: Server, path: str, media: str) -> None:
    await treated(server)
    answer = await server.ask("GET", f"/v1/patients/p%2F17/{path}", "prescriber")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    form = media.rpartition("/")[2]
    assert answer.headers["content-disposition"] == f'attachment; filename="course-p_17.{form}"'
    assert answer.headers["cache-control"] == "no-store"
    assert await exported(server) == [("prescriber", {"patient": "p/17", "format": form})]


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_get_a_course_and_tell_a_score(server: Server, role: str) -> None:
    await server.bed_with_device()
    for path in ("course", "course.pdf"):
        answer = await server.ask("GET", f"/v1/patients/Mr%20A/{path}", role)
        assert answer.status_code == (403 if role in MAY_NOT else 200), path
    told = await server.ask("POST", "/v1/patients/Mr%20A/scores", role, json=TOLD)
    assert told.status_code == (403 if role in MAY_NOT | {"auditor"} else 201)


async def test_nobodys_course_is_refused_and_nothing_is_written_down(server: Server) -> None:
    for path in ("course", "course.pdf"):
        answer = await server.ask("GET", f"/v1/patients/nobody/{path}", "nurse")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_patient")
    assert await exported(server) == []


async def test_who_was_never_treated_has_a_course_of_scores(server: Server) -> None:
    await known(server)
    await tell(server, "p%2F17")
    told = await course(server, "p%2F17")
    assert (told["name"], told["sessions"], told["scores"][0]["points"][0]["value"]) == ("Ada Lovelace", [], 21)


async def test_an_erased_persons_course_has_no_word_of_theirs_and_others_are_as_they_were(server: Server) -> None:
    await treated(server)
    await treated(server, "p-2", "2", "m2")
    await known(server)
    await tell(server, "p%2F17")
    await tell(server, "p-2", value=8)
    await course(server, "p%2F17")
    before, others = await course(server, "p%2F17"), await course(server, "p-2")
    await server.done("POST", "/v1/patients/p%2F17/erase", {"reason": "asked for it"})
    assert (await server.ask("GET", "/v1/patients/p%2F17/course", "nurse")).status_code == 404
    left = await course(server, "erased-1")
    text = msgspec.json.encode(left).decode()
    for word in ("Lovelace", "p/17", "1980-12-10", "her sister"):
        assert word not in text
    (phq9,), (was,) = left["scores"], before["scores"]
    assert [{**one, "note": ""} for one in phq9["points"]] == [{**one, "note": ""} for one in was["points"]]
    assert phq9["points"][0]["note"] == "erased"
    assert [one["figures"] for one in left["sessions"]] == [one["figures"] for one in before["sessions"]]
    assert left["sessions"][0]["closed_reason"] == "erased"
    assert await course(server, "p-2") == others
    told = [entries.encode(entry.body).decode() for entry in server.journal.tail(0)]
    own = [one for one in told if "Course" in one or "Score" in one]
    assert not [one for one in own if "p/17" in one]
    assert any(isinstance(one.body, ScoreTold) and "her sister" in one.body.note for one in server.journal.tail(0))
    refused = await server.ask("POST", "/v1/patients/erased-1/scores", "nurse", json=TOLD)
    assert (refused.status_code, refused.json()["field"]) == (422, "patient")
    answer = await server.ask("GET", "/v1/patients/erased-1/course.pdf", "nurse")
    assert answer.status_code == 200
