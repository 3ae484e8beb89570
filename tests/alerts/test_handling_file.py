"""The handling of alarms in a profile file: defaults, units, and every figure out of bounds by its key."""

from __future__ import annotations

import pytest

from alerts.alarm import Priority
from alerts.handling import DEFAULT
from alerts.handling_file import Escalation, Expiry, HandlingKeys, read_handling
from monitors.instant import MINUTE, SECOND

EXPIRY = Expiry(2, 5, 15)


def test_what_is_not_written_is_as_usual() -> None:
    assert read_handling(HandlingKeys(acknowledgement_expires_min=EXPIRY)) == DEFAULT


def test_a_figure_of_0_or_none_in_a_table_is_never() -> None:
    written = HandlingKeys(
        acknowledgement_expires_min=EXPIRY, escalation_louder_after_s=Escalation(high=20),
        escalation_next_role_after_s=Escalation(high=60, medium=90), audio_pause_at_most_s=30, shelve_at_most_min=10,
    )
    handling = read_handling(written)
    assert handling.louder_after == {Priority.HIGH: 20 * SECOND}
    assert handling.next_role_after == {Priority.HIGH: MINUTE, Priority.MEDIUM: 90 * SECOND}
    assert (handling.pause_at_most, handling.shelve_at_most) == (30 * SECOND, 10 * MINUTE)


@pytest.mark.parametrize(("more", "said"), [
    ({"acknowledgement_expires_min": Expiry(0, 5, 15)}, "acknowledgement_expires_min.high: 0; give 0.5 to 120 min"),
    ({"audio_pause_at_most_s": 300}, "audio_pause_at_most_s: 300; give 10 to 120 s"),
    ({"shelve_at_most_min": 60}, "shelve_at_most_min: 60; give 1 to 30 min"),
    ({"escalation_louder_after_s": Escalation(1)}, "escalation_louder_after_s.high: 1; give 5 to 600 s; 0 is never"),
    ({"escalation_louder_after_s": Escalation(60, 30)}, "escalation_louder_after_s.medium: 30 s; give 0 or no less"),
    ({"escalation_louder_after_s": Escalation(0, 30)}, "escalation_louder_after_s.medium: 30 s; give 0 or no less"),
    ({"escalation_next_role_after_s": Escalation(30)}, "escalation_next_role_after_s.high: 30 s; give more than"),
    ({"audio_pause_at_most_s": float("nan")}, "audio_pause_at_most_s: nan; give 10"),
])
def test_a_figure_out_of_bounds_is_named_with_its_key_and_the_fix(more: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match="give") as refused:
        read_handling(HandlingKeys(**{"acknowledgement_expires_min": EXPIRY} | more))  # type: ignore[arg-type]  # any key
    assert str(refused.value).startswith(said)
