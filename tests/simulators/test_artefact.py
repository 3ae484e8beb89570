"""Artefacts spoil the vitals of their sensor only, and say what a real monitor would say."""

from __future__ import annotations

import numpy as np

from simulators import artefact
from simulators.artefact import Sample
from simulators.events import FailedCuff, ProbeOff

EVERY_SECOND = [Sample("heart_rate", 70.0), Sample("spo2", 97.0), Sample("pulse_rate", 70.0)]
CUFF = [Sample("systolic", 120.0), Sample("diastolic", 75.0), Sample("mean", 90.0)]


def random() -> np.random.Generator:
    return np.random.default_rng(3)


def test_probe_off_takes_the_oximeter_and_leaves_the_ecg() -> None:
    heart, spo2, pulse = artefact.probe_off(EVERY_SECOND)
    assert heart == EVERY_SECOND[0]
    assert (spo2.value, spo2.status) == (None, "probe_off")
    assert (pulse.value, pulse.status) == (None, "probe_off")


def test_motion_marks_what_it_spoils() -> None:
    heart, spo2, pulse = artefact.motion(EVERY_SECOND, random())
    assert heart.status == "ok"
    assert spo2.status == pulse.status == "motion"
    assert spo2.value is not None
    assert spo2.value <= 97.0


def test_dropout_leaves_a_vital_out() -> None:
    assert [one.vital for one in artefact.dropout(EVERY_SECOND, "spo2")] == ["heart_rate", "pulse_rate"]


def test_wrong_cuff_reads_high() -> None:
    assert [one.value for one in artefact.wrong_cuff(CUFF, 12.0)] == [132.0, 87.0, 102.0]


def test_failed_cuff_says_so() -> None:
    assert {(one.value, one.status) for one in artefact.failed_cuff(CUFF)} == {(None, "failed")}


def test_inflating_arm_lowers_spo2_for_a_while() -> None:
    assert artefact.inflating_arm(EVERY_SECOND, 20.0)[1] == Sample("spo2", 89.0, "inflating")
    assert artefact.inflating_arm(EVERY_SECOND, 600.0)[1].value == 85.0


def test_only_what_goes_on_is_applied() -> None:
    events = [ProbeOff(at_s=10, for_s=5), FailedCuff(at_s=0, for_s=100)]
    assert artefact.apply(EVERY_SECOND, events, 9.0, random()) == EVERY_SECOND
    assert artefact.apply(EVERY_SECOND, events, 10.0, random())[1].status == "probe_off"
    assert artefact.apply(EVERY_SECOND, events, 15.0, random()) == EVERY_SECOND
