"""What a person feels follows the drug with its lags, and a nurse can score it at any time."""

from __future__ import annotations

import statistics

import pytest

from simulators import dose, person
from simulators.mind import DIZZY, DROWSY, REPORTED, SICK, Scores, Symptom
from simulators.patient import Patient
from simulators.vitals import ONE

SEEDS = range(40)


def score(seed: int, minutes: float, session: int = 1) -> Scores:
    who = person.drawn((5, seed), session)
    return Patient((5, seed), dose.usual(-60.0 * minutes), who=who).mind.scores()


def test_before_the_drug_people_are_awake_and_themselves() -> None:
    for seed in SEEDS:
        before = Patient((5, seed)).mind.scores()
        assert (before.cadss, before.cadss_6, before.moaa_s) == (0, 0, 5)
        assert (before.nausea, before.dizziness, before.drowsiness) == (0, 0, 0)
        assert 0 < before.anxiety <= 6


def test_scores_stay_on_their_scales() -> None:
    for seed in SEEDS:
        now = score(seed, 40)
        assert 0 <= now.cadss <= 92
        assert 0 <= now.cadss_6 <= 24
        assert 0 <= now.moaa_s <= 5
        assert all(0 <= one <= 10 for one in (now.anxiety, now.mood, now.nausea, now.dizziness, now.drowsiness))


def test_dissociation_comes_with_the_drug_and_is_gone_at_80_minutes() -> None:
    at_40, at_80 = (statistics.fmean(score(seed, minutes).cadss for seed in SEEDS) for minutes in (40, 80))
    assert at_40 > 5
    assert at_80 < 0.2 * at_40


def test_the_first_session_dissociates_most() -> None:
    first, third = (statistics.fmean(score(seed, 40, session).cadss for seed in SEEDS) for session in (1, 3))
    assert first == pytest.approx(third * person.FIRST_SESSION / person.LATER_SESSIONS, rel=0.1)


def test_nausea_comes_later_than_dizziness() -> None:
    patient = Patient((5, 1), dose.usual())
    peaks = {"nausea": (0.0, 0.0), "dizziness": (0.0, 0.0)}
    while patient.time_s < 5400.0:
        patient.step(5.0)
        for name, (most, _) in peaks.items():
            if (level := getattr(patient.mind, name)) > most:
                peaks[name] = (level, patient.time_s)
    assert peaks["nausea"][1] > peaks["dizziness"][1] + 60


def test_mood_lifts_and_stays_lifted_after_the_drug_is_gone() -> None:
    before, at_40, later = (statistics.fmean(
        Patient((5, seed), dose.usual(-60.0 * minutes)).mind.mood for seed in SEEDS) for minutes in (0, 40, 130))
    assert before + 0.5 < at_40
    assert before + 0.5 < later


def test_a_frightened_mind_drives_the_heart() -> None:
    patient = Patient((5, 3), dose.usual(-2400.0))
    assert patient.mind.arousal == patient.mind.anxiety - patient.person.anxiety


def test_the_sleepier_the_lower_the_score() -> None:
    patient = Patient((5, 3))
    found = []
    for level in (0.0, 5.0, 8.0, 9.2, 9.7, 9.95):
        patient.mind.drowsiness = level
        found.append(patient.mind.scores().moaa_s)
    assert found == [5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize("symptom", [DROWSY, DIZZY, SICK])
def test_the_share_who_report_a_symptom_is_the_published_one(symptom: Symptom) -> None:
    """At the most of the drug somebody whose draw is just the share's quantile reaches just the reported level."""
    edge = -statistics.NormalDist().inv_cdf(symptom.share)
    strength = symptom.strength(edge, ONE) * symptom.most**symptom.steepness
    assert 10.0 * strength / (1.0 + strength) == pytest.approx(REPORTED)
