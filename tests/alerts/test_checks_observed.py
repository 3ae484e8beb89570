"""What persons observe is judged at once, lasts until the next observation, and does the check of its name."""

from __future__ import annotations

from alerts.alarm import Kind, State
from monitors.entries import DeviceBound
from monitors.instant import SECOND
from tests.alerts.asking import expect, observe
from tests.alerts.building import Fed


def test_moaas_alarms_at_once_and_ends_above_its_limit() -> None:
    fed = Fed(phase="baseline")
    observe(fed, 1, 4)
    assert fed.log == []
    observe(fed, 20, 3, seen_s=15)
    alarm = fed.the("moaas.low")
    assert (alarm.priority.name, alarm.limit, alarm.rule) == ("MEDIUM", 3, "moaas-low")
    assert (alarm.onset_at, alarm.since_at) == (20 * SECOND, 15 * SECOND)
    assert (alarm.kind, alarm.text) == (Kind.PHYSIOLOGICAL, "MOAA/S 3 at or below 3")
    observe(fed, 30, 2)
    assert (fed.the("moaas.low").text, fed.the("moaas.low").revision) == ("MOAA/S 2 at or below 3", 1)
    observe(fed, 40, 1)
    assert (fed.the("moaas.low").priority.name, fed.the("moaas.low").rule) == ("HIGH", "moaas-very-low")
    observe(fed, 50, 2)
    assert fed.the("moaas.low").priority.name == "MEDIUM"
    observe(fed, 60, 4)
    assert fed.told("moaas.low")[-1] == ("ended", "medium", 60)


def test_between_limit_and_clear_it_stays() -> None:
    fed = Fed(phase="baseline")
    observe(fed, 1, 3.5)
    assert fed.log == []
    observe(fed, 2, 3)
    observe(fed, 3, 3.5)
    assert fed.the("moaas.low").state is State.ON
    assert fed.the("moaas.low").text == "MOAA/S 3 at or below 3", "the last beyond its limit"


def test_silence_never_clears_what_was_observed() -> None:
    fed = Fed(phase="baseline")
    observe(fed, 1, 3)
    fed.wait(86_400)
    assert "moaas.low" in fed.active()
    fed.put(86_401, DeviceBound("d1", None))
    assert "moaas.low" in fed.active()


def test_the_newest_observation_counts_and_one_of_the_same_instant_corrects_it() -> None:
    fed = Fed(phase="baseline")
    observe(fed, 10, 5)
    observe(fed, 20, 1, seen_s=5)
    assert fed.log == [], "told late, over since"
    observe(fed, 30, 1)
    observe(fed, 31, 5, seen_s=30)
    assert fed.active() == set()
    observe(fed, 40, 1, seen_s=99)
    observe(fed, 41, 5)
    assert fed.active() == set(), "nobody observes the future"


def test_general_asks_for_no_observation() -> None:
    fed = Fed(name="general")
    observe(fed, 10, 0)
    assert fed.log == []


def test_a_word_is_kept_and_compared_with_no_limit() -> None:
    fed = Fed(phase="baseline")
    observe(fed, 10, 2)
    observe(fed, 11, "asleep")
    assert "moaas.low" in fed.active()
    assert fed.the("moaas.low").value == 2


def test_an_observation_does_the_check_of_its_name() -> None:
    fed = Fed(phase="baseline")
    expect(fed, 1, 60, "moaas")
    observe(fed, 50, 5)
    fed.wait(100)
    assert fed.log == []
    expect(fed, 101, 110, "moaas")
    fed.wait(111)
    observe(fed, 112, 5, seen_s=100)
    assert "check.moaas_due" in fed.active(), "made before it was asked for"
    observe(fed, 113, 5, seen_s=105)
    assert "check.moaas_due" not in fed.active()
