"""Limits over HTTP: what they are, changing them alone and with a second person, and going back."""

from __future__ import annotations

from typing import Any

from monitors.instant import MINUTE
from tests.app.web.server import Server

PATH = "/v1/sessions/s1/limits"


async def limit(server: Server, rule: str) -> dict[str, Any]:
    """A rule of session s1."""
    limits = (await server.ask("GET", PATH, "wall")).json()["limits"]
    return next(one for one in limits if one["rule"] == rule)


async def vital(server: Server, name: str) -> dict[str, Any]:
    """A vital of the bed, as screens are told it."""
    view = server.built.ward.hub._board.view("1", server.clock.at, sparkline=False)
    found = view.vitals[name]
    return {"low": found.low, "high": found.high, "differs": found.differs}


async def test_every_profiles_limits_are_told(server: Server) -> None:
    told = (await server.ask("GET", "/v1/limits", "wall")).json()["profiles"]
    assert {one["profile"] for one in told} >= {"general", "ketamine-iv"}
    assert (await server.ask("GET", "/v1/limits", None)).status_code == 401


async def test_a_change_is_in_force_seen_and_taken_back(server: Server) -> None:
    _, key = await server.bed_with_device()
    await server.feed(key, 2, heart_rate=72, spo2=97)
    assert await vital(server, "spo2") == {"low": 90, "high": None, "differs": False}
    baselines = (await server.ask("GET", PATH, "wall")).json()["baselines"]
    assert {one["vital"]: one["state"] for one in baselines}["systolic"] == "not_known"
    changed = await server.done("PUT", f"{PATH}/spo2-low", {"limit": 88, "reason": "COPD"}, "nurse")
    assert (changed["limit"], changed["default"], changed["differs"]) == (88, 90, True)
    assert changed["changed"]["by"] == "nurse"
    assert await vital(server, "spo2") == {"low": 88, "high": None, "differs": True}
    assert await vital(server, "heart_rate") == {"low": 50, "high": 120, "differs": False}
    back = (await server.ask("DELETE", f"{PATH}/spo2-low?reason=well", "nurse")).json()
    assert (back["limit"], back["differs"]) == (90, False)
    history = (await server.ask("GET", PATH, "auditor")).json()["history"]
    assert [(one["limit"], one["reason"]) for one in history] == [(88, "COPD"), (None, "well")]
    kinds = [one["what"] for one in (await server.ask("GET", "/v1/audit", "auditor")).json()["entries"]]
    assert kinds.count("LimitChanged") == 2


async def test_a_wide_limit_waits_for_a_second_person_for_a_quarter_of_an_hour(server: Server) -> None:
    await server.bed_with_device()
    asked = {"limit": 86, "reason": "COPD"}
    proposed = await server.ask("PUT", f"{PATH}/spo2-low", "nurse", json=asked)
    assert (proposed.status_code, proposed.json()["proposed"]["limit"], proposed.json()["limit"]) == (202, 86, 90)
    confirmation = f"{PATH}/spo2-low/confirmation"
    alone = await server.ask("POST", confirmation, "nurse", json={"limit": 86})
    assert (alone.status_code, alone.json()["code"]) == (409, "same_person")
    server.clock.at += 16 * MINUTE
    late = await server.ask("POST", confirmation, "charge_nurse", json={"limit": 86})
    assert (late.status_code, late.json()["code"], late.json()["field"]) == (409, "nothing_proposed", "limit")
    await server.ask("PUT", f"{PATH}/spo2-low", "nurse", json=asked)
    done = await server.done("POST", confirmation, {"limit": 86}, "charge_nurse")
    assert (done["limit"], done["changed"]["by"], done["changed"]["proposed_by"]) == (86, "charge_nurse", "nurse")


async def test_who_may_not_and_what_is_wrong_is_told(server: Server) -> None:
    await server.bed_with_device()
    asked = {"limit": 89, "reason": "x"}
    assert (await server.ask("PUT", f"{PATH}/spo2-low", "wall", json=asked)).json()["code"] == "not_permitted"
    assert (await server.ask("PUT", f"{PATH}/nothing", "nurse", json=asked)).json()["code"] == "unknown_rule"
    missing = (await server.ask("GET", "/v1/sessions/s9/limits", "wall")).json()
    assert (missing["status"], missing["code"]) == (404, "unknown_session")
    wrong = (await server.ask("PUT", f"{PATH}/spo2-low", "nurse", json={"limit": "low", "reason": "x"})).json()
    assert (wrong["code"], wrong["field"]) == ("bad_request", "limit")
    await server.done("POST", "/v1/sessions/s1/close", {"reason": "over"}, "nurse")
    assert (await server.ask("PUT", f"{PATH}/spo2-low", "nurse", json=asked)).json()["code"] == "session_closed"


async def test_changes_outlive_a_restart_of_the_folds(server: Server) -> None:
    await server.bed_with_device()
    await server.done("PUT", f"{PATH}/spo2-low", {"limit": 88, "reason": "COPD"}, "nurse")
    folds = server.built.ward.folds
    states = folds.dump()
    folds.load(states)
    assert (await limit(server, "spo2-low"))["limit"] == 88
    assert folds.watch.limits("s1")
