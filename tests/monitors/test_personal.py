"""What is left of an entry when its person is erased; and that no kind of entry, and no text of one, was forgotten."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from monitors.asides import NotificationQueued
from monitors.body import Body
from monitors.entries import AnyBody, BedAdded, DeviceBound, ObservationMade, SessionClosed, SessionOpened
from monitors.personal import ERASED, TEXTS, erased
from monitors.steps import AdverseEventNoted, CheckedIn, DischargeDecided, PatientErased, PatientKnown, ScoreTold

KINDS: tuple[type[Body], ...] = get_args(AnyBody)
TELLS_OF_ONE = {"session", "patient", "alarm"}


def texts(kind: type[Body]) -> set[str]:
    """The fields of a kind that can hold a text."""
    return {one.name for one in msgspec.structs.fields(kind) if one.type is str or str in get_args(one.type)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_about_a_person_says_which_of_its_texts_are_personal(kind: type[Body]) -> None:
    about_one = TELLS_OF_ONE & {one.name for one in msgspec.structs.fields(kind)}
    if not about_one:
        assert kind not in TEXTS or kind is DeviceBound
        return
    assert kind in TEXTS, f"say in monitors/personal.py which texts of {kind.__name__} may name a person"


@pytest.mark.parametrize("kind", list(TEXTS), ids=lambda kind: kind.__name__)
def test_every_text_of_such_a_kind_is_on_one_side(kind: type[Body]) -> None:
    personal, kept = (names.split() for names in TEXTS[kind])
    assert sorted([*personal, *kept]) == sorted(texts(kind)), f"monitors/personal.py forgets a text of {kind.__name__}"


def test_words_go_and_numbers_times_and_lists_stay() -> None:
    told = CheckedIn(
        "s1", ("name", "birth_date"), 41, 80.5, "ketamine", "iv", 40, "mg", 7, ("lithium",), "dr.b", "her son drives",
    )
    assert erased(told, "erased-1") == msgspec.structs.replace(told, note=ERASED)
    event = AdverseEventNoted("s1", "e1", "Ms A fainted", "mild", 9, note="")
    assert erased(event, "erased-1") == msgspec.structs.replace(event, what=ERASED)
    left = DischargeDecided("s1", ("awake",), ("escort",), "her son Tom", "asked to go")
    assert erased(left, "erased-1") == DischargeDecided("s1", ("awake",), ("escort",), ERASED, ERASED)


def test_the_label_becomes_what_they_are_left_as() -> None:
    opened = SessionOpened("s1", "1", "general", "general", "p-17", "baseline", 70)
    assert erased(opened, "erased-1") == msgspec.structs.replace(opened, patient="erased-1")
    asked = NotificationQueued("sms.1.1", "sms", "on", "SpO2 low, p-17", patient="p-17", session="s1")
    assert erased(asked, "erased-1") == msgspec.structs.replace(asked, patient="erased-1", text=ERASED)
    unnamed = NotificationQueued("sms.1.1", "sms", "on", "SpO2 low", session="s1")
    assert erased(unnamed, "erased-1").patient == ""
    done = PatientErased("p-17", "erased-1", "asked for it")
    assert erased(done, "erased-1") == PatientErased("erased-1", "erased-1", "asked for it")


def test_a_score_keeps_its_number_and_loses_its_note() -> None:
    told = ScoreTold("p-17", "phq9", 12, 5, "Ada's sister called", 3)
    assert erased(told, "erased-1") == ScoreTold("erased-1", "phq9", 12, 5, ERASED, 3)


def test_nothing_is_left_of_who_they_are() -> None:
    assert erased(PatientKnown("p-17", "Ada", "1980-01-02", "female"), "erased-1") == PatientKnown("erased-1")


@pytest.mark.parametrize(("what", "value", "left"), [
    ("note", "Ada cries", ERASED), ("mood", "her dog", ERASED), ("acvpu", "V", "V"), ("oxygen", "air", "air"),
    ("moaas", 4.0, 4.0), ("note", "", ""),
])
def test_an_observation_keeps_numbers_and_words_of_a_list(what: str, value: float | str, left: float | str) -> None:
    assert erased(ObservationMade("s1", what, value, 5), "erased-1").value == left


def test_what_says_nothing_stays_as_it_is_and_twice_is_once() -> None:
    for body in (BedAdded("1"), SessionClosed("s1", "")):
        assert erased(body, "erased-1") == body
    once = erased(SessionClosed("s1", "she left"), "erased-1")
    assert erased(once, "erased-1") == once
