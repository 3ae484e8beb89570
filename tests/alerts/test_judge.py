"""The columnar judge's own affairs: intervals, disorder, one reading an instant."""

from __future__ import annotations

from monitors.entries import PhaseChanged
from monitors.instant import MINUTE, SECOND
from monitors.vitals import Vital
from tests.alerts.building import Fed, reading


def test_the_expected_interval_is_learned_and_may_only_shrink_in_the_end() -> None:
    fed = Fed()
    interval = fed.watch.columns.series.interval
    for place, at_s in enumerate((0, 10, 20, 30)):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s))
        assert interval[0] == (60 if place < 3 else 10) * SECOND
    for at_s in range(40, 130, 10):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s))
    for at_s in range(150, 400, 30):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s))
    assert interval[0] == 10 * SECOND
    for at_s in range(400, 412):
        fed.hear(at_s, reading(Vital.SPO2, 97, at_s))
    assert interval[0] == 1 * SECOND


def test_a_reading_older_than_the_newest_is_not_judged_but_kept() -> None:
    fed = Fed()
    fed.steady(0, 30, spo2=97)
    fed.hear(40, reading(Vital.SPO2, 97, 40))
    fed.hear(41, reading(Vital.SPO2, 70, 35, received_s=41))
    fed.wait(44)
    assert "spo2.low" not in fed.active()
    at, value = fed.watch.columns.windows.points(0)
    assert list(value[-2:]) == [70, 97]
    assert list(at[-2:] // SECOND) == [35, 40]


def test_of_several_readings_at_one_instant_the_last_counts() -> None:
    fed = Fed()
    fed.hear(0, reading(Vital.SYSTOLIC, 210, 0), reading(Vital.SYSTOLIC, 120, 0))
    assert "blood_pressure.high" not in fed.active()


def test_rows_grow_as_series_come() -> None:
    fed = Fed(*(f"s{n}" for n in range(1, 41)))
    for n in range(1, 41):
        fed.steady(0, 13, session=f"s{n}", device=f"d{n}", spo2=86)
    assert len(fed.active()) == 1
    assert len(fed.watch.active()) == 40


def test_cuffs_of_a_new_phase_speak_as_long_as_its_cadence() -> None:
    fed = Fed(phase="baseline")
    for at_s in range(0, 1500, 300):
        fed.hear(at_s, reading(Vital.SYSTOLIC, 120, at_s))
    assert fed.watch.horizon("s1", Vital.SYSTOLIC, "d1")[0] == 6 * MINUTE
    fed.put(1300, PhaseChanged("s1", "infusion"))
    assert fed.watch.horizon("s1", Vital.SYSTOLIC, "d1")[0] == 11 * MINUTE
    fed.wait(1850)
    assert fed.watch.columns.fresh(0)
    fed.wait(1861)
    assert not fed.watch.columns.fresh(0)
