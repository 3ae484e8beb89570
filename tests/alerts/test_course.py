"""The course of a session: each thing that happens to it takes effect, and nothing after its end."""

from __future__ import annotations

from monitors.entries import CheckDone, CheckExpected, LimitChanged, PhaseChanged, SessionClosed
from monitors.instant import seconds
from monitors.vitals import Vital
from tests.alerts.building import Fed


def test_phase_limit_check_and_end_each_take_effect() -> None:
    fed = Fed(phase="baseline")
    fed.put(1, PhaseChanged("s1", "infusion"))
    fed.put(2, LimitChanged("s1", "spo2-low", 92.0, "stricter"))
    assert fed.watch.limits("s1")[Vital.SPO2] == (92, None)
    fed.put(3, CheckExpected("s1", "sedation", seconds(5)))
    fed.wait(6)
    assert fed.active() == {"check.sedation_due"}
    fed.put(7, CheckDone("s1", "sedation"))
    assert fed.active() == set()
    fed.put(8, CheckExpected("s1", "sedation", seconds(9)))
    fed.put(10, SessionClosed("s1", "over"))
    assert fed.active() == set()


def test_what_comes_after_the_end_changes_nothing() -> None:
    fed = Fed()
    fed.put(1, SessionClosed("s1", "over"))
    fed.log.clear()
    for body in (PhaseChanged("s1", "recovery"), CheckExpected("s1", "mood", 0), SessionClosed("s1", "again")):
        fed.put(2, body)
    fed.wait(900)
    assert fed.log == []
