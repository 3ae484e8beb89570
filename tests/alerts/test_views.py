"""What is asked of a judged session: the series that is shown, and how long its value lasts."""

from __future__ import annotations

from alerts.rules import missing
from alerts.watch import Watch
from monitors.instant import SECOND
from monitors.vitals import Vital
from tests.alerts.building import Fed, profiles


def test_a_series_never_heard_greys_and_blanks_like_one_at_1_hz() -> None:
    watch = Watch(profiles())
    assert watch.horizon("s1", Vital.SPO2, "monitor") == (missing.GREY_FOR, missing.BLANK_FOR)


def test_an_unknown_session_shows_nothing() -> None:
    assert Watch(profiles()).sources("s1") == {}


def test_a_jump_is_marked_at_once_and_until_the_value_is_back() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    assert fed.watch.suspects("s1", 59 * SECOND) == frozenset()
    fed.steady(60, 61, spo2=80)
    assert fed.watch.suspects("s1", 60 * SECOND) == {Vital.SPO2}
    assert fed.log == [], "a mark is no alarm"
    fed.steady(61, 62, spo2=97)
    assert fed.watch.suspects("s1", 61 * SECOND) == frozenset()
