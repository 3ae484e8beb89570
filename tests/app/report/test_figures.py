"""The summary figures against values reckoned by hand; what can't be known says why, and an artefact is no figure."""

from __future__ import annotations

from alerts.alarm import Priority
from app.report.figure import NOT_RECORDED, Figure
from app.report.figures import figures, named
from monitors.entries import ObservationMade, PhaseChanged, SessionClosed
from monitors.instant import MINUTE
from monitors.reading import Quality
from monitors.steps import DischargeDecided, DoseStarted, DoseStopped
from monitors.vitals import Vital
from tests.app.report.building import Story
from tests.app.report.scripted import scripted


def dosed(story: Story, minute: float = 20, amount: float = 35.0) -> None:
    """An infusion of 40 minutes begins."""
    story.tell(minute, "nina", PhaseChanged("s1", "infusion"))
    story.tell(minute, "nina", DoseStarted(
        "s1", "d1", "ketamine", "intravenous", amount, "mg", story.at(minute), 40 * MINUTE,
    ))


def figure(story: Story, name: str, made: float = 180) -> Figure:
    """One figure of a story."""
    return named(story.record(made))[name]


def test_a_session_without_anything_says_so_of_every_figure() -> None:
    found = named(Story().record())
    zeros = {"alarms_high", "alarms_medium", "alarms_low"}
    for name, one in found.items():
        if name in zeros:
            assert one.value == 0
        else:
            assert (one.value, one.told) == (None, NOT_RECORDED), name
            assert one.missing, name


def test_every_figure_has_a_value_with_source_or_a_reason() -> None:
    for one in figures(scripted()):
        assert (one.value is None) is bool(one.missing), one.name
        assert (one.value is None) or one.source, one.name
    assert len({one.name for one in figures(scripted())}) == len(figures(scripted()))


def test_pressure_from_baseline_to_leaving() -> None:
    story = Story()
    for minute, systolic, diastolic in (
        (2, 120, 80), (8, 130, 84), (14, 124, 82), (30, 150, 95), (58, 158, 99), (64, 149, 97), (100, 131, 83),
    ):
        story.cuff(minute, systolic, diastolic)
    dosed(story)
    story.tell(110, "ben", DischargeDecided("s1", (), ("escort",), "", "asked to"))
    story.cuff(112, 190, 120)
    baseline, peak, rise = (figure(story, f"{word}_systolic") for word in ("baseline", "peak", "rise"))
    assert (baseline.value, baseline.unit, baseline.source) == (124, "mm[Hg]", "m1")
    assert "3 valid cuffs" in baseline.note
    assert (peak.value, rise.value, peak.at) == (190, 66, story.at(112))
    assert figure(story, "rise_diastolic").value == 120 - 82
    before, forty, leaving = (figure(story, f"bp_{word}") for word in ("before", "40_min", "leaving"))
    assert (before.told, before.note) == ("124/82 mmHg", "6 min before the first dose")
    assert (forty.told, forty.note) == ("158/99 mmHg", "2 min before 40 min")
    assert (leaving.told, leaving.note) == ("131/83 mmHg", "10 min before the discharge")


def test_a_provisional_baseline_says_so_and_questionable_cuffs_do_not_count() -> None:
    story = Story()
    story.cuff(3, 120, 80)
    story.cuff(5, 210, 130, Quality.QUESTIONABLE)
    dosed(story)
    story.cuff(30, 140, 90)
    story.cuff(33, 240, 60, Quality.QUESTIONABLE)
    assert figure(story, "baseline_systolic").value == 120
    assert "provisional" in figure(story, "baseline_systolic").note
    assert figure(story, "peak_systolic").value == 140
    assert "a questionable 240 at 09:33 is not counted" in figure(story, "peak_systolic").note
    assert figure(story, "bp_40_min").missing == "no cuff within 10 min of 40 min; the nearest is 30 min off"


def test_where_only_doubtful_values_are_they_count_and_say_so() -> None:
    story = Story()
    story.read(5, Vital.SPO2, 84, quality=Quality.QUESTIONABLE)
    one = figure(story, "lowest_spo2")
    assert one.value == 84
    assert "none is valid" in one.note


def test_invalid_readings_are_no_figures_and_are_counted() -> None:
    story = Story()
    story.read(1, Vital.SPO2, 96)
    story.read(2, Vital.SPO2, 31, quality=Quality.INVALID)
    story.read(3, Vital.SPO2, None)
    story.read(1, Vital.HEART_RATE, 0, quality=Quality.INVALID)
    assert figure(story, "lowest_spo2").value == 96
    assert figure(story, "lowest_heart_rate").missing
    left = figure(story, "left_out")
    assert (left.value, left.note) == (3, "invalid or without a value, of 4 readings")


def test_the_pulse_stands_in_for_a_heart_rate_and_is_called_so() -> None:
    story = Story()
    story.read(1, Vital.PULSE_RATE, 71)
    story.read(2, Vital.PULSE_RATE, 88)
    assert (figure(story, "highest_heart_rate").title, figure(story, "highest_heart_rate").value) == (
        "Highest pulse", 88,
    )
    story.read(3, Vital.HEART_RATE, 60)
    assert figure(story, "highest_heart_rate").value == 60


def test_what_went_in_is_as_told_or_reckoned_and_watching_counts_minutes() -> None:
    story = Story()
    dosed(story, 20, 40)
    story.run(20, 25, 1, Vital.SPO2, lambda _minute: 97.0)
    given = figure(story, "given_ketamine", made=30)
    assert (given.value, given.unit, given.at) == (10, "mg", story.at(20))
    assert "reckoned" in given.note
    story.tell(50, "ben", DoseStopped("s1", "d1", 28.5, story.at(50), "enough"))
    assert (figure(story, "given_ketamine").value, figure(story, "given_ketamine").note) == (28.5, "as told")
    watched = figure(story, "watched", made=62.5)
    assert (watched.value, watched.unit) == (42, "min")
    assert watched.note == "until now; SpO2 or heart rate in 5 of these minutes"
    story.tell(160, "ben", SessionClosed("s1", "over"))
    assert "until the closing" in figure(story, "watched").note
    assert figure(story, "watched").value == 140


def test_doses_of_a_drug_are_added_by_unit() -> None:
    story = Story("esketamine-nasal")
    for place, lot in enumerate(("A", "B")):
        story.tell(20 + 5 * place, "nina", DoseStarted(
            "s1", f"d{place}", "esketamine", "intranasal", 28.0, "mg", story.at(20 + 5 * place), 0, lot,
        ))
    story.tell(40, "okonjo", DoseStarted("s1", "d9", "ondansetron", "oral", 4.0, "mg", story.at(40)))
    assert (figure(story, "given_esketamine").value, figure(story, "given_ondansetron").value) == (56, 4)
    assert figure(story, "given_esketamine").note == "2 doses, as told"


def test_scales_before_and_after_with_the_corrected_value() -> None:
    story = Story()
    dosed(story)
    story.tell(5, "nina", ObservationMade("s1", "mood", 3, story.at(5)))
    wrong = story.tell(60, "nina", ObservationMade("s1", "mood", 1, story.at(60)))
    story.tell(61, "nina", ObservationMade("s1", "mood", 8, story.at(60), corrects=wrong))
    for minute, value in ((40, 9.0), (60, 14.0), (90, 2.0)):
        story.tell(minute, "ben", ObservationMade("s1", "dissociation", value, story.at(minute)))
    assert (figure(story, "mood_before").value, figure(story, "mood_after").value) == (3, 8)
    assert figure(story, "dissociation_before").missing == "it was not observed before the dose"
    peak = figure(story, "dissociation_peak")
    assert (peak.value, peak.at, peak.source) == (14, story.at(60), "ben")


def test_alarms_count_by_their_highest_priority_and_wait_for_the_first_acknowledgement() -> None:
    story = Story()
    story.alarm("spo2.low.1", 10, 14, Priority.MEDIUM, seen=(10.5, "nina", ""), rises=(12, Priority.HIGH))
    story.alarm("spo2.low.2", 20, 24, Priority.HIGH, rises=(21, Priority.LOW), seen=(23, "ben", ""))
    story.alarm("heart_rate.high.1", 30, None, Priority.MEDIUM)
    assert [figure(story, f"alarms_{one}").value for one in ("high", "medium", "low")] == [2, 1, 0]
    assert (figure(story, "acknowledged_median").value, figure(story, "acknowledged_longest").value) == (105, 180)
    assert figure(story, "acknowledged_median").note == "2 of 3 alarms were acknowledged"
    assert figure(Story(), "acknowledged_median").missing == "there was no alarm"


def test_before_forty_minutes_are_over_the_pressure_is_not_missed_but_not_due() -> None:
    story = Story()
    dosed(story)
    story.cuff(25, 130, 80)
    assert figure(story, "bp_40_min", made=30).missing.startswith("40 min weren't over")
    assert figure(story, "bp_leaving", made=30).missing == "the person hasn't left"


def test_a_cuff_told_in_two_readings_a_moment_apart_is_one() -> None:
    story = Story()
    story.read(5, Vital.SYSTOLIC, 120)
    story.read(5.02, Vital.DIASTOLIC, 80)
    story.read(9, Vital.SYSTOLIC, 118)
    dosed(story, 10)
    assert figure(story, "bp_before").told == "118/? mmHg"
    story.lines.pop((Vital.SYSTOLIC, "m1"))
    story.read(5, Vital.SYSTOLIC, 120)
    assert figure(story, "bp_before").told == "120/80 mmHg"
