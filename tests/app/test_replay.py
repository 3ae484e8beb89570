"""Replay: a recording's own time decides, phases and ends follow the contract, real patients give what they must."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from alerts.alarm import Alarm
from app.profiles import read_profiles
from app.replay import Outcome, Replay, param
from monitors.instant import SECOND
from monitors.protocols.recording import read

RECORDINGS = Path(__file__).parents[1] / "data"
HEAD = "bed,time_s,heart_rate,spo2,systolic,diastolic,mean"


def replayed(lines: Iterable[str], profile: str = "general") -> Outcome:
    """What a recording gives."""
    return Replay(read(lines), read_profiles(), profile).run()


def of(outcome: Outcome, condition: str, bed: str = "0") -> list[Alarm]:
    """The episodes of a condition at a bed, as they began."""
    return [one for one in outcome.first.values() if one.condition == condition and one.scope.bed == bed]


def rows(values: dict[int, str], seconds: int, otherwise: str, bed: str = "0") -> list[str]:
    """One row a second, with other cells from some seconds on."""
    found, cells = [], otherwise
    for second in range(seconds):
        cells = values.get(second, cells)
        found.append(f"{bed},{second},{cells}")
    return found


DECLINE = {0: "72,98,,,", 30: "72,95,,,", 45: "72,92,,,", 60: "72,89,,,"}
"""A fall that is not suspected: below 90 from 60 s on."""


def test_a_low_saturation_is_decided_at_its_own_time() -> None:
    outcome = replayed([HEAD, *rows(DECLINE, 120, "")])
    (alarm,) = of(outcome, "spo2.low")
    assert alarm.onset_at == 75 * SECOND
    assert alarm.id == "s0.spo2.low.1"
    assert param(alarm) == "spo2"


def test_the_order_of_the_rows_does_not_matter() -> None:
    lines = rows(DECLINE, 120, "")
    assert replayed([HEAD, *lines]).first == replayed([HEAD, *reversed(lines)]).first


def test_beds_together_are_judged_as_each_alone() -> None:
    one, two = rows(DECLINE, 120, "", "1"), rows({30: "150,97,,,"}, 90, "72,97,,,", "2")
    together = replayed([HEAD, *one, *two]).last
    alone = replayed([HEAD, *one]).last | replayed([HEAD, *two]).last
    assert together == alone
    assert {alarm.scope.bed for alarm in together.values()} == {"1", "2"}


def test_a_bed_stops_at_its_own_last_row() -> None:
    short, long = rows({}, 10, "72,97,,,", "1"), rows({}, 200, "72,97,,,", "2")
    assert not replayed([HEAD, *short, *long]).first


def test_silence_inside_a_recording_is_a_finding() -> None:
    lines = [*rows({}, 60, "72,97,,,"), "0,120,72,97,,,"]
    outcome = replayed([HEAD, *lines])
    assert {alarm.condition for alarm in outcome.first.values()} & {"device.silent", "spo2.missing"}


def test_a_deadline_at_the_last_row_fires_though_that_row_is_blank() -> None:
    lines = rows(DECLINE, 74, "")
    assert not of(replayed([HEAD, *lines]), "spo2.low")
    (alarm,) = of(replayed([HEAD, *lines, "0,75,,,,,"]), "spo2.low")
    assert alarm.onset_at == 75 * SECOND


CUFFS = "0,{at},72,97,{systolic},{diastolic},"


def test_relative_rules_begin_after_the_third_plausible_cuff() -> None:
    calm = [CUFFS.format(at=at, systolic=110, diastolic=70) for at in (0, 60, 120)]
    risen = [CUFFS.format(at=at, systolic=156, diastolic=70) for at in (180, 240, 300)]
    filled = [f"0,{second},72,97,,," for second in range(310) if second % 60]
    (alarm,) = of(replayed([HEAD, *calm, *risen, *filled], "ketamine-iv"), "blood_pressure.high")
    assert alarm.onset_at >= 180 * SECOND
    assert "baseline" in alarm.text


def test_the_baseline_ends_after_twenty_minutes_with_the_cuffs_there_are() -> None:
    cuffs = [CUFFS.format(at=0, systolic=110, diastolic=70)]
    risen = [CUFFS.format(at=at, systolic=156, diastolic=70) for at in (1230, 1290, 1350)]
    filled = [f"0,{second},72,97,,," for second in range(1360) if f"0,{second}," not in str(cuffs + risen)]
    found = of(replayed([HEAD, *cuffs, *risen, *filled], "ketamine-iv"), "blood_pressure.high")
    assert found
    assert found[0].onset_at >= 1230 * SECOND


def test_a_real_patient_at_one_minute_shows_a_low_pressure_and_no_flapping() -> None:
    outcome = replayed((RECORDINGS / "s25047.csv").read_text().splitlines())
    assert of(outcome, "blood_pressure.low")
    for condition in ("heart_rate.missing", "spo2.missing", "device.silent"):
        found = [one for one in outcome.first.values() if one.condition == condition]
        assert len(found) < 4, condition


@pytest.mark.parametrize(("name", "low"), [("BP_H1_10", True), ("BP_C1_14", False)])
def test_real_pressures_without_a_cuff_are_judged(name: str, low: bool) -> None:
    outcome = replayed((RECORDINGS / f"{name}.csv").read_text().splitlines())
    assert bool(of(outcome, "blood_pressure.low")) is low
    assert {param(alarm) for alarm in outcome.first.values()} <= {"blood_pressure", "technical"}


def test_every_alarm_has_a_sentence_and_a_source() -> None:
    outcome = replayed((RECORDINGS / "s25047.csv").read_text().splitlines())
    assert all(alarm.text and alarm.source for alarm in outcome.first.values())


def test_what_the_protocol_asks_of_persons_is_off_in_a_recording() -> None:
    lines = [HEAD, *(f"0,{second},72,98,,,{80 if second < 60 else ''}" for second in range(0, 3600, 5))]
    assert read_profiles()["ketamine-iv"].bp_overdue
    conditions = {alarm.condition for alarm in replayed(lines, "ketamine-iv").first.values()}
    assert not {one for one in conditions if one.startswith("check.")}
