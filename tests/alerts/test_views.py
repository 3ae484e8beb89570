"""What is asked of a judged session: the series that is shown, and how long its value lasts."""

from __future__ import annotations

from alerts.rules import missing
from alerts.watch import Watch
from monitors.vitals import Vital
from tests.alerts.building import profiles


def test_a_series_never_heard_greys_and_blanks_like_one_at_1_hz() -> None:
    watch = Watch(profiles())
    assert watch.horizon("s1", Vital.SPO2, "monitor") == (missing.GREY_FOR, missing.BLANK_FOR)


def test_an_unknown_session_shows_nothing() -> None:
    assert Watch(profiles()).sources("s1") == {}
