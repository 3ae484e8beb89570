"""What an observation may be: within its scale, whole, made of its items; what isn't is said in words for a nurse."""

from __future__ import annotations

import pytest

from alerts.treatment.scales import SCALES, problem


@pytest.mark.parametrize(
    ("what", "value", "items"),
    [
        ("moaas", 0, ()), ("moaas", 5, ()), ("rass", -5, ()), ("dissociation", 24, ()), ("phq9", 27, ()),
        ("dissociation", 7, (4, 0, 1, 1, 1, 0)), ("acvpu", "C", ()), ("oxygen", "air", ()), ("note", "calm", ()),
    ],
)
def test_what_is_an_observation(what: str, value: float | str, items: tuple[float, ...]) -> None:
    assert problem(what, value, items) == ""


@pytest.mark.parametrize(
    ("what", "value", "items", "said"),
    [
        ("moaas", 6, (), "whole number from 0 to 5"), ("moaas", -1, (), "from 0 to 5"), ("moaas", 2.5, (), "whole"),
        ("moaas", "calm", (), "from 0 to 5"), ("rass", 5, (), "from -5 to 4"), ("humour", 3, (), "none of the scales"),
        ("acvpu", "X", (), "one of A, C, V, P, U"), ("oxygen", 1, (), "air, oxygen"), ("note", 4, (), "free words"),
        ("dissociation", 7, (4, 1, 1), "6 items"), ("dissociation", 7, (5, 0, 1, 1, 0, 0), "0 to 4"),
        ("dissociation", 8, (4, 0, 1, 1, 1, 0), "add up to 7"), ("pain", 3, (3,), "0 items"),
        ("note", "calm", (1,), "not made of items"),
    ],
)
def test_what_is_none(what: str, value: float | str, items: tuple[float, ...], said: str) -> None:
    assert said in problem(what, value, items)


def test_the_dissociation_scale_compares_with_the_cadss_6() -> None:
    one = SCALES["dissociation"]
    assert (len(one.prompts), one.least, one.most) == (6, 0, 24)
