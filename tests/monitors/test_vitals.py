"""The table of vitals is whole."""

from __future__ import annotations

from monitors.vitals import KINDS, NUMBER, VITALS, Vital


def test_every_vital_has_a_kind_with_a_range_and_codes() -> None:
    assert set(KINDS) == set(Vital)
    for vital, kind in KINDS.items():
        assert kind.vital is vital
        assert kind.low < kind.high, vital
        assert kind.mdc, vital
        assert "." not in kind.topic, "conditions are topic.direction"


def test_numbers_are_places_in_the_fixed_order() -> None:
    assert [NUMBER[vital] for vital in VITALS] == list(range(len(Vital)))


def test_pulse_rate_feeds_the_alarms_of_heart_rate_and_pressures_one_alarm() -> None:
    assert KINDS[Vital.PULSE_RATE].topic == "heart_rate"
    assert {KINDS[vital].topic for vital in (Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN)} == {"blood_pressure"}
