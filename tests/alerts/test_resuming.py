"""After a restart: a gap lies behind, and silence counts from now."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.entries import Resumed, SessionOpened
from monitors.reading import Mode
from tests.alerts.building import Fed
from tests.judge import profiles as made_up


def test_what_was_said_before_speaks_no_more_and_silence_counts_from_the_restart() -> None:
    fed = Fed()
    fed.steady(0, 30, heart_rate=70, spo2=97)
    fed.put(100, Resumed())
    assert fed.active() == set(), "nothing is missing yet: the program itself was away"
    fed.wait(119)
    assert "spo2.missing" not in fed.active()
    fed.wait(121)
    assert {"device.silent"} <= fed.active()


def test_a_pending_delay_is_kept_through_the_gap() -> None:
    fed = Fed()
    fed.steady(0, 30, heart_rate=70)
    fed.steady(30, 36, heart_rate=45)
    fed.put(100, Resumed())
    fed.steady(101, 110, heart_rate=45)
    ((state, _, at_s),) = fed.told("heart_rate.low")
    assert (state, at_s) == ("on", 106), "5 s before the end, 5 s after the first value"


def test_what_is_over_by_the_restart_calls_nobody_any_more() -> None:
    fed = Fed()
    fed.watch = Watch(made_up.profiles(), Mode.TEST)
    fed.put(0, SessionOpened("s1", "C1", "at-once", "at-once", "P", "infusion"))
    fed.steady(0, 10, heart_rate=70, pulse_rate=95)
    fed.log.clear()
    fed.put(200, Resumed())
    assert [(one.state, one.escalation) for one in fed.log if one.condition == "heart_rate.disagreement"] == [
        ("ended", 0),
    ], "rates that aren't both there don't disagree, and nobody is called for them"
