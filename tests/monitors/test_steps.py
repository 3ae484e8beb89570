"""Steps are kept whole: what was written in the journal is read back, and the Watch needs to know nothing of it."""

from __future__ import annotations

import pytest

from monitors.asides import Aside
from monitors.entries import AnyBody, decode, encode
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    DoseChanged,
    DosePaused,
    DoseResumed,
    DoseStarted,
    DoseStopped,
    GateOverridden,
    HandedOver,
    PatientErased,
    PatientKnown,
    ScoreTold,
)

STEPS: tuple[AnyBody, ...] = (
    PatientKnown("P-7", "Ann Example", "1980-05-01", "female"),
    PatientErased("P-7", "erased-1", "asked for"),
    ScoreTold("P-7", "phq9", 12, 5, "by telephone", 3),
    CheckedIn("s1", ("name", "birth_date"), 46, 70, "ketamine", "intravenous", 35, "mg", 2_400_000_000, ("opioid",)),
    GateOverridden("s1", ("systolic 152 over 140",), "known white coat"),
    DoseStarted("s1", "d1", "ketamine", "intravenous", 35, "mg", 5, 2_400_000_000, "L1"),
    DoseChanged("s1", "d1", 30, 40, 6, "nausea"),
    DosePaused("s1", "d1", 7, "nausea"),
    DoseResumed("s1", "d1", 8),
    DoseStopped("s1", "d1", 30, 9, "complete"),
    AdverseEventNoted("s1", "e1", "nausea", "mild", 6, note="sips of water"),
    AdverseEventEnded("s1", "e1", 9),
    HandedOver("s1", "beth", "calm, no nausea"),
    DischargeDecided("s1", ("escort",), (), "her brother", ""),
)


@pytest.mark.parametrize("step", STEPS, ids=lambda one: type(one).__name__)
def test_a_step_is_read_back_as_it_was_written(step: AnyBody) -> None:
    assert decode(encode(step)) == step
    assert isinstance(step, Aside)
