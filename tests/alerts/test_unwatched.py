"""Nobody can hear: when a high alarm that no armed screen watches becomes one itself, and when that is over (H2)."""

from __future__ import annotations

from alerts.watch import Watch
from monitors.entries import AnyBody, ListeningChanged, Resumed, SessionClosed, SessionOpened
from monitors.reading import Mode
from tests.alerts.building import Fed, profiles


class Heard(Fed):
    """A session whose heart rate is 35 from 10 s on: a high alarm at 20 s."""

    def __init__(self, *first: AnyBody) -> None:
        super().__init__()
        for one in first:
            self.put(0, one)
        self.steady(0, 10, heart_rate=70)
        self.steady(10, 25, heart_rate=35)
        assert ("on", "high", 20.0) in self.told("heart_rate.low")


NOBODY, EVERYWHERE = ListeningChanged(), ListeningChanged(all_beds=True)


def test_a_high_alarm_that_nobody_hears_for_ten_seconds_is_told() -> None:
    fed = Heard(NOBODY)
    assert fed.told("session.unwatched") == []
    fed.steady(25, 31, heart_rate=35)
    assert fed.told("session.unwatched") == [("on", "high", 30)]
    assert fed.the("session.unwatched").kind == "technical"


def test_it_ends_when_a_screen_is_armed_there_and_comes_again_when_it_leaves() -> None:
    fed = Heard(NOBODY)
    fed.steady(25, 32, heart_rate=35)
    fed.put(32, ListeningChanged(("C1",)))
    assert fed.told("session.unwatched")[-1] == ("ended", "high", 32)
    fed.put(33, ListeningChanged(("C2",)))
    fed.steady(33, 45, heart_rate=35)
    assert fed.told("session.unwatched")[-1] == ("on", "high", 43), "10 s after the last one left"
    assert fed.the("session.unwatched").id.endswith(".2")


def test_it_ends_with_the_alarm_itself() -> None:
    fed = Heard(NOBODY)
    fed.steady(25, 40, heart_rate=35)
    fed.steady(40, 60, heart_rate=70)
    assert fed.told("session.unwatched")[-1] == ("ended", "high", 55), "70 is clear for 15 s"


def test_a_page_loaded_anew_within_ten_seconds_raises_nothing() -> None:
    fed = Heard(EVERYWHERE)
    fed.put(25, NOBODY)
    fed.put(33, EVERYWHERE)
    fed.steady(33, 60, heart_rate=35)
    assert fed.told("session.unwatched") == []


def test_a_medium_alarm_is_not_asked_for() -> None:
    fed = Fed()
    fed.put(0, NOBODY)
    fed.steady(0, 60, heart_rate=45)
    assert "heart_rate.low" in fed.active()
    assert fed.told("session.unwatched") == []


def test_where_no_screens_are_expected_nobody_has_to_listen() -> None:
    fed = Heard()
    fed.steady(25, 60, heart_rate=35)
    fed.put(60, Resumed())
    fed.steady(61, 90, heart_rate=35)
    assert fed.told("session.unwatched") == []


def test_after_a_restart_everybody_has_to_come_back() -> None:
    fed = Heard(EVERYWHERE)
    fed.steady(25, 30, heart_rate=35)
    fed.put(40, Resumed())
    fed.steady(41, 52, heart_rate=35)
    assert fed.told("session.unwatched") == [("on", "high", 50)]


def test_a_server_expects_screens_from_the_start() -> None:
    fed = Fed()
    fed.watch = Watch(profiles(), Mode.TEST, screens=True)
    fed.put(0, SessionOpened("s1", "C1", "ketamine-iv", "ketamine-iv", "P", "infusion"))
    fed.steady(0, 40, heart_rate=35)
    assert fed.told("session.unwatched") == [("on", "high", 20)]


def test_it_is_kept_in_a_checkpoint_and_ends_with_its_session() -> None:
    fed = Heard(NOBODY)
    again = Watch(profiles(), Mode.TEST)
    again.load(fed.watch.dump())
    fed.watch = again
    fed.steady(25, 32, heart_rate=35)
    assert fed.told("session.unwatched") == [("on", "high", 30)]
    fed.put(33, SessionClosed("s1", "over"))
    assert fed.active() == set()
