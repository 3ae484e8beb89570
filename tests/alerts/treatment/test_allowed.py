"""Every rule of a step, just within and just beyond; each refusal has its code, and says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs

from alerts.treatment import allowed
from monitors.entries import ObservationMade, PhaseChanged
from monitors.refused import Refused
from monitors.steps import AdverseEventEnded, AdverseEventNoted, CheckedIn, DoseStarted, DoseStopped
from tests.alerts.treatment.telling import CHECKED_IN, IV, PROTOCOLS, Told, at


def refused(doing: Callable[[], object]) -> Refused:
    """The refusal, which says what to do."""
    with pytest.raises(Refused) as caught:
        doing()
    assert caught.value.hint
    return caught.value


def test_a_time_lies_within_the_session_and_not_ahead() -> None:
    told = Told()
    allowed.check_time(told.history, at(0), at(30))
    allowed.check_time(told.history, at(30), at(30))
    assert refused(lambda: allowed.check_time(told.history, at(30) + 1, at(30))).code == "in_the_future"
    assert refused(lambda: allowed.check_time(told.history, at(0) - 1, at(30))).code == "before_session"


@pytest.mark.parametrize(
    ("weight_kg", "known_kg", "fine"),
    [
        (35, None, True), (34.9, None, False), (110, None, True), (110.1, None, False), (70, 63, True),
        (70, 62, False), (154, 70, False), (70, None, True),
    ],
)
def test_a_weight_that_may_be_pounds_is_asked_for_again(weight_kg: float, known_kg: float | None, fine: bool) -> None:
    if fine:
        allowed.check_weight(weight_kg, [known_kg], sure=False)
    else:
        assert refused(lambda: allowed.check_weight(weight_kg, [known_kg], sure=False)).code == "check_weight"
        allowed.check_weight(weight_kg, [known_kg], sure=True)


def test_pounds_are_named_with_what_they_are_in_kilograms() -> None:
    said = refused(lambda: allowed.check_weight(154, [70], sure=False))
    assert str(said) == "154 kg is unusual"
    assert said.hint == "154 lb would be 70 kg; if it is kilograms, confirm it (weight_confirmed)"


@pytest.mark.parametrize("weight_kg", [0, -70, 501])
def test_what_is_no_weight_is_refused_whoever_confirms_it(weight_kg: float) -> None:
    assert refused(lambda: allowed.check_weight(weight_kg, [], sure=True)).code == "bad_request"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"identified_by": ("name",)}, "identify_twice"), ({"identified_by": ("name", "name")}, "identify_twice"),
        ({"identified_by": ("name", "bed")}, "identify_twice"), ({"age_years": 0}, "bad_request"),
        ({"age_years": 120}, "bad_request"), ({"concomitants": ("wine",)}, "bad_request"),
        ({"drug": "esketamine"}, "wrong_protocol"), ({"route": "intramuscular"}, "wrong_protocol"),
    ],
)
def test_a_check_in_that_cannot_be(changed: dict[str, object], code: str) -> None:
    told = Told(checked_in=False)
    allowed.check_in(told.history, IV, CHECKED_IN)
    assert refused(lambda: allowed.check_in(told.history, IV, structs.replace(CHECKED_IN, **changed))).code == code


def test_it_may_be_told_anew_until_the_first_dose() -> None:
    told = Told()
    again = structs.replace(CHECKED_IN, weight_kg=71)
    allowed.check_in(told.history, IV, again)
    told.put(5, again)
    assert allowed.checked_in(told.history).weight_kg == allowed.weight_of(told.history) == 71
    told.infuse(10)
    assert refused(lambda: allowed.check_in(told.history, IV, again)).code == "dosed_already"


def test_before_it_nobody_is_checked_in() -> None:
    told = Told(checked_in=False, weight_kg=None)
    assert refused(lambda: allowed.checked_in(told.history)).code == "not_checked_in"
    assert allowed.weight_of(told.history) is None
    assert allowed.last_of(told.history, CheckedIn) is None


def test_each_phase_has_its_time() -> None:
    told = Told()
    for phase in ("baseline", "infusion", "recovery"):
        allowed.check_phase(told.history, phase)
    told.infuse(10)
    assert refused(lambda: allowed.check_phase(told.history, "baseline")).code == "wrong_phase"
    assert "d1 still runs" in str(refused(lambda: allowed.check_phase(told.history, "recovery")))
    told.put(50, DoseStopped("s1", "d1", 35, at(50), "done"))
    allowed.check_phase(told.history, "recovery")


def test_after_the_recovery_there_is_no_baseline() -> None:
    told = Told(checked_in=False)
    told.put(5, PhaseChanged("s1", "recovery"))
    assert refused(lambda: allowed.check_phase(told.history, "baseline")).code == "wrong_phase"


def test_an_observation_corrects_one_of_its_kind_as_it_stands() -> None:
    told = Told()
    number = told.observe(5, "mood", 3)
    correction = ObservationMade("s1", "mood", 4, at(5), corrects=number)
    assert allowed.corrected_observation(told.history, correction).value == 3
    other = structs.replace(correction, what="pain")
    assert refused(lambda: allowed.corrected_observation(told.history, other)).code == "nothing_to_correct"
    told.put(6, correction)
    again = refused(lambda: allowed.corrected_observation(told.history, correction))
    assert again.code == "nothing_to_correct", "it was corrected already, perhaps by a colleague"
    assert refused(lambda: allowed.check_observation(structs.replace(correction, value=11))).code == "bad_observation"


def test_an_event_is_noted_corrected_and_ended_in_that_order() -> None:
    told = Told()
    number = told.event(5)
    noted = AdverseEventNoted("s1", "e1", "nausea", "mild", at(5))
    allowed.check_event(told.history, noted)
    wrong = structs.replace(noted, severity="awful")
    assert refused(lambda: allowed.check_event(told.history, wrong)).code == "bad_request"
    allowed.check_event(told.history, structs.replace(noted, corrects=number))
    stale = structs.replace(noted, corrects=1)
    assert refused(lambda: allowed.check_event(told.history, stale)).code == "nothing_to_correct"
    unknown = structs.replace(noted, event="e7", corrects=number)
    assert refused(lambda: allowed.check_event(told.history, unknown)).code == "unknown_event"
    end = AdverseEventEnded("s1", "e1", at(4))
    assert refused(lambda: allowed.check_event_end(told.history, end)).code == "wrong_order"
    told.put(9, structs.replace(end, at=at(9)))
    assert refused(lambda: allowed.check_event_end(told.history, end)).code == "event_over"
    after = structs.replace(noted, corrects=number, at=at(10))
    assert refused(lambda: allowed.check_event(told.history, after)).code == "wrong_order"


def test_a_start_corrects_the_dose_as_it_stands() -> None:
    told = Told()
    number = told.infuse(10)
    start = DoseStarted("s1", "d1", "ketamine", "intravenous", 30, "mg", at(10), 1, corrects=number)
    allowed.check_corrected_dose(told.history, start)
    allowed.check_corrected_dose(told.history, structs.replace(start, corrects=0))
    told.put(30, DoseStopped("s1", "d1", 20, at(30), "done"))
    late = structs.replace(start, at=at(31))
    assert refused(lambda: allowed.check_corrected_dose(told.history, late)).code == "wrong_order"
    little = structs.replace(start, amount=19)
    assert refused(lambda: allowed.check_corrected_dose(told.history, little)).code == "bad_dose"
    stale = structs.replace(start, corrects=number + 1)
    assert refused(lambda: allowed.check_corrected_dose(told.history, stale)).code == "nothing_to_correct"


def test_general_lets_any_drug_be_written_down() -> None:
    allowed.check_in(Told("general", checked_in=False).history, PROTOCOLS["general"], structs.replace(
        CHECKED_IN, drug="lidocaine", route="intravenous",
    ))
