"""The life cycle's one table."""

from __future__ import annotations

import pytest

from alerts.alarm import TRANSITIONS, Alarm, Kind, Priority, Scope, State, Step


def alarm(state: State = State.ON) -> Alarm:
    """An alarm in a state, at revision 4."""
    return Alarm(
        "s1.spo2.low.1", 4, 100, Scope("s1", "", "C1"), "spo2.low", Kind.PHYSIOLOGICAL, Priority.MEDIUM, state, 90, 80,
        None, "SpO2 low", 86, 90, "spo2-low", "source", "spo2",
    )


def test_what_the_contract_says_of_states() -> None:
    assert TRANSITIONS[State.ACKNOWLEDGED, Step.CLEAR] is State.ENDED
    assert TRANSITIONS[State.ACKNOWLEDGED, Step.CLEAR_LATCHING] is State.ENDED
    assert TRANSITIONS[State.ON, Step.CLEAR_LATCHING] is State.LATCHED
    assert TRANSITIONS[State.LATCHED, Step.ACKNOWLEDGE] is State.ENDED
    assert TRANSITIONS[State.LATCHED, Step.RETURN] is State.ON
    assert TRANSITIONS[State.ACKNOWLEDGED, Step.EXPIRE] is State.ON
    assert TRANSITIONS[State.ACKNOWLEDGED, Step.WORSEN] is State.ON


def test_nothing_leaves_ended_and_every_active_state_can_be_closed() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] is State.ENDED]
    for state in State:
        if state is not State.ENDED:
            assert TRANSITIONS[state, Step.CLOSE] is State.ENDED


def test_worse_arms_anew_and_forgets_the_acknowledgement() -> None:
    worse = alarm(State.ACKNOWLEDGED).stepped(Step.WORSEN, 120)
    assert (worse.state, worse.revision, worse.armed_revision, worse.acknowledged) == (State.ON, 5, 5, None)
    assert alarm().stepped(Step.ACKNOWLEDGE, 120).armed_revision == 1


def test_a_step_that_cannot_befall_a_state_is_an_error() -> None:
    with pytest.raises(KeyError):
        alarm(State.ENDED).stepped(Step.ACKNOWLEDGE, 120)


def test_time_of_revisions_never_falls() -> None:
    assert alarm().stepped(Step.ACKNOWLEDGE, 50).at == 100


def test_scope_ids_hold_no_dot() -> None:
    assert (Scope("s17", "", "3").id, Scope("", "d4", "3").id, Scope().id) == ("s17", "d4", "site")
