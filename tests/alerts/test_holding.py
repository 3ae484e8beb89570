"""Holding: how long a due alarm waits on a suspect series, to the second, and what that leaves for the next one."""

from __future__ import annotations

from alerts import holding
from alerts.watch import Watch
from monitors.entries import Resumed
from monitors.instant import SECOND
from monitors.reading import Quality, Status
from monitors.vitals import Vital
from tests.alerts.building import Fed, profile, profiles, reading

LASTS_S = profile("ketamine-iv").suspicions[Vital.SPO2].lasts / SECOND
"""How long a jump is suspect."""


def moving(fed: Fed, since_s: int, until_s: int, spo2: float = 86) -> None:
    """Every second a value that the device itself doubts."""
    for at_s in range(since_s, until_s):
        fed.hear(at_s, reading(Vital.SPO2, spo2, at_s, status=Status.MOTION, quality=Quality.QUESTIONABLE))


def reload(fed: Fed) -> None:
    """Puts a Watch restored from the checkpoint in the place of this one."""
    state = fed.watch.dump()
    fed.watch = Watch(profiles())
    fed.watch.load(state)


def test_a_jump_that_returns_never_alarms() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 100, spo2=88)
    fed.steady(100, 140, spo2=97)
    assert fed.log == []


def test_a_jump_that_stays_alarms_when_its_suspicion_is_over() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 125, spo2=88)
    assert fed.told("spo2.low") == [("on", "medium", 60 + LASTS_S)]
    assert not fed.the("spo2.low").unconfirmed


def test_a_hold_lasts_fifty_seconds_and_no_longer_and_then_says_that_it_is_unconfirmed() -> None:
    fed = Fed()
    moving(fed, 0, 65)
    assert fed.told("spo2.low") == []
    moving(fed, 65, 70)
    assert fed.told("spo2.low") == [("on", "medium", 65)], "due at 15 s, held for 50"
    assert fed.the("spo2.low").unconfirmed


def test_the_mark_is_taken_off_by_the_first_reading_that_is_not_suspect() -> None:
    fed = Fed()
    fed.steady(0, 5, spo2=86)
    moving(fed, 5, 90)
    fed.steady(90, 94, spo2=86)
    assert fed.the("spo2.low").unconfirmed, "the last doubted reading spoke until 94"
    fed.steady(94, 95, spo2=86)
    assert not fed.the("spo2.low").unconfirmed
    assert fed.told("spo2.low") == [("on", "medium", 65), ("on", "medium", 94)]


def test_a_deep_value_alarms_twenty_seconds_after_it_was_due() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 96, spo2=78)
    assert fed.told("spo2.low") == [("on", "high", 95)], "deep from 60, due at 75"
    assert fed.the("spo2.low").unconfirmed


def test_a_second_artefact_within_five_minutes_has_the_rest_of_the_budget() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 100, spo2=88)
    fed.steady(100, 200, spo2=97)
    fed.steady(200, 245, spo2=88)
    assert fed.told("spo2.low") == [("on", "medium", 240)], "25 s were taken from 75 to 100, 25 were left from 215"
    assert fed.the("spo2.low").unconfirmed


def test_after_five_minutes_the_budget_is_whole_again() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 100, spo2=88)
    fed.steady(100, 500, spo2=97)
    fed.steady(500, 565, spo2=88)
    assert fed.told("spo2.low") == [("on", "medium", 500 + LASTS_S)]
    assert not fed.the("spo2.low").unconfirmed


def test_an_alarm_that_is_held_comes_in_silence_when_its_hold_is_over() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 80, spo2=88)
    fed.wait(109)
    assert fed.told("spo2.low") == [], "due and held from 75, greyed at 84"
    fed.wait(200)
    assert fed.told("spo2.low")[0] == ("on", "medium", 60 + LASTS_S), "no reading came, and it isn't lost"
    assert fed.the("spo2.low").unconfirmed, "nothing was heard since"


def test_an_alarm_that_is_held_comes_also_after_the_probe_came_off() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 80, spo2=88)
    for at_s in range(80, 120):
        fed.hear(at_s, reading(Vital.SPO2, None, at_s, status=Status.PROBE_OFF))
    assert fed.told("spo2.low")[0] == ("on", "medium", 60 + LASTS_S)


def test_a_value_that_returns_after_a_gap_ends_a_hold_without_an_alarm() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 80, spo2=88)
    fed.steady(100, 140, spo2=96)
    assert fed.told("spo2.low") == []


def test_a_person_who_ends_what_a_gap_holds_ends_its_hold_too() -> None:
    fed = Fed()
    fed.steady(0, 60, spo2=97)
    fed.steady(60, 80, spo2=88)
    fed.wait(85)
    ((row, condition),) = fed.watch.columns.charts[0].holds
    holding.forget(fed.watch.columns, row, condition)
    fed.wait(200)
    assert fed.told("spo2.low") == []


def test_a_second_limit_that_comes_due_meanwhile_does_not_prolong_the_first_ones_hold() -> None:
    fed = Fed()
    fed.steady(0, 61, spo2=97)
    for at_s, spo2 in ((65, 84), (70, 84), (75, 84), (80, 84), (85, 79)):
        fed.hear(at_s, reading(Vital.SPO2, spo2, at_s))
    fed.wait(200)
    assert fed.told("spo2.low")[0][1] == "high", "below 80 and then silent: never lost"


def test_a_hold_goes_on_after_a_checkpoint() -> None:
    fed = Fed()
    moving(fed, 0, 30)
    reload(fed)
    moving(fed, 30, 70)
    assert fed.told("spo2.low") == [("on", "medium", 65)]


def test_a_restart_gives_no_new_budget() -> None:
    fed = Fed()
    moving(fed, 0, 22)
    reload(fed)
    fed.put(23, Resumed())
    reload(fed)
    moving(fed, 24, 70)
    assert fed.told("spo2.low") == [("on", "medium", 65)], "held from 15, 50 s in all"


def test_what_was_held_comes_with_a_restart_after_its_hold_is_over() -> None:
    fed = Fed()
    moving(fed, 0, 20)
    reload(fed)
    fed.put(100, Resumed())
    assert fed.told("spo2.low")[0] == ("on", "medium", 100)
    assert fed.the("spo2.low").unconfirmed


def test_a_second_probe_gets_no_budget_of_its_own() -> None:
    fed = Fed()
    moving(fed, 0, 40)
    for at_s in range(40, 80):
        fed.hear(at_s, reading(
            Vital.SPO2, 86, at_s, device="d2", status=Status.MOTION, quality=Quality.QUESTIONABLE,
        ))
    assert fed.told("spo2.low") == [("on", "medium", 65)], "held from 15 on the first, due at 55 on the second"


def test_what_another_probe_is_held_ahead_of_its_own_clock_takes_nothing_of_this_ones_budget() -> None:
    fed = Fed()
    doubted = {"status": Status.MOTION, "quality": Quality.QUESTIONABLE}
    moving(fed, 0, 60)
    fed.hear(60, *(
        reading(Vital.SPO2, 86, at_s, device="d2", received_s=60, **doubted) for at_s in range(30, 60)  # type: ignore[arg-type]
    ))
    chart = fed.watch.columns.charts[0]
    ((_, condition), hold) = next(iter((key, hold) for key, hold in chart.holds.items() if key[0] == 1))
    assert condition == "spo2.low"
    assert hold.spent <= hold.begun_at - 15 * SECOND, "from 15 s on the first probe, no more than up to its own clock"
