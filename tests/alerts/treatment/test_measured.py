"""What the gate and the discharge see of the Watch: baselines, else fresh values; the newest pressure; open checks."""

from __future__ import annotations

from alerts.treatment import measured
from monitors.entries import CheckDone
from monitors.vitals import Vital
from tests.alerts.asking import expect
from tests.alerts.building import Fed, reading


def test_levels_are_baselines_and_until_then_what_is_fresh() -> None:
    fed = Fed(phase="baseline")
    assert measured.levels(fed.watch, "s1") == {}
    assert measured.levels(fed.watch, "s9") == {}
    for at_s, systolic in ((1, 130), (2, 150), (3, 134)):
        fed.hear(at_s, reading(Vital.SYSTOLIC, systolic, at_s), reading(Vital.RESPIRATORY_RATE, 12 + at_s, at_s))
    fed.hear(4, reading(Vital.SPO2, 96, 4), reading(Vital.PULSE_RATE, 71, 4))
    found = measured.levels(fed.watch, "s1")
    assert found == {
        Vital.SYSTOLIC: (134, 134), Vital.RESPIRATORY_RATE: (15, 14), Vital.SPO2: (96,), Vital.HEART_RATE: (71,),
    }
    fed.hear(5, reading(Vital.HEART_RATE, 66, 5))
    assert measured.levels(fed.watch, "s1")[Vital.HEART_RATE] == (66,), "the ECG's rate comes before the pulse"


def test_a_provisional_baseline_of_one_cuff_is_a_level_too() -> None:
    fed = Fed(phase="baseline")
    fed.hear(1, reading(Vital.SYSTOLIC, 150, 1))
    assert measured.baselines(fed.watch, "s1") == {Vital.SYSTOLIC: 150}
    fed.wait(4_000)
    assert measured.baselines(fed.watch, "s1") == {Vital.SYSTOLIC: 150}
    assert measured.levels(fed.watch, "s1") == {}, "it says nothing of how the person is an hour later"
    assert measured.baselines(fed.watch, "s9") == {}


def test_the_newest_usable_pressure() -> None:
    fed = Fed()
    assert measured.pressure(fed.watch, "s1") is None
    fed.hear(3, reading(Vital.SYSTOLIC, 131, 3))
    assert measured.pressure(fed.watch, "s1") == (131, 3_000_000)
    fed.hear(9, reading(Vital.SYSTOLIC, None, 9))
    assert measured.pressure(fed.watch, "s1") is None, "a failed cuff says that the one before may not count any more"


def test_what_is_waited_for() -> None:
    fed = Fed()
    expect(fed, 1, 60, "mood")
    expect(fed, 1, 60, "bp_40min")
    assert measured.waiting(fed.watch, "s1") == {"mood", "bp_40min"}
    fed.put(2, CheckDone("s1", "mood"))
    fed.hear(3, reading(Vital.SYSTOLIC, 131, 3))
    assert measured.waiting(fed.watch, "s1") == frozenset()
    assert measured.waiting(fed.watch, "s9") == frozenset()
