"""The course shows the figures of each session's own record, says what is missing, and fits one page."""

from __future__ import annotations

import io
import re

import msgspec
import pypdf
import pytest

from app.report.course_days import axis_of, ticks
from app.report.course_plain import course_plain
from app.report.figures import named
from app.report.patient_course import PatientCourse, series, treated
from app.report.pdf_course import course_pdf
from app.report.pdf_course_table import MOST_ROWS
from app.report.plain import plain
from app.report.record import Record
from app.report.telling import local, number, told
from monitors.instant import HOUR
from monitors.steps import PatientKnown
from tests.app.report.building import Story
from tests.app.report.coursing import KNOWN, LABEL, SCORES, course_of, one_session, score, scripted_course
from tests.app.report.scripted import scripted

NOBODY = PatientKnown(LABEL)


def page(course: PatientCourse) -> str:
    """The one page without spaces."""
    (one,) = pypdf.PdfReader(io.BytesIO(course_pdf(course))).pages
    return squeezed(one.extract_text())


def squeezed(text: str) -> str:
    """A text without any space: lines may be broken anywhere."""
    return re.sub(r"\s", "", text)


def test_each_figure_is_that_of_the_sessions_own_record() -> None:
    records = [one_session(0, 0), one_session(1, 7), scripted()]
    course = course_of(records)
    shown = course_plain(course)
    for record, had, one in zip(records, course.sessions, shown.sessions, strict=True):
        own = named(record)
        assert all(own[name] == figure for name, figure in had.figures.items())
        assert set(had.figures) >= {
            "baseline_systolic", "baseline_diastolic", "rise_systolic", "rise_diastolic", "lowest_spo2", "watched",
            "mood_before", "mood_after", "dissociation_peak", "alarms_high", "alarms_medium", "alarms_low",
        }
        by_name = {each.figure: each for each in plain(record).figures}
        assert one.figures == [by_name[name] for name in had.figures]
        assert (one.date, one.session) == (local(record.opened_at, record.zone).date().isoformat(), record.session)
    last = shown.sessions[-1]
    assert [(each.what, each.severity, each.serious) for each in last.adverse_events] == [
        ("nausea", "mild", False), ("hypertension", "moderate", True),
    ]
    assert (last.closed_reason, last.protocol) == ("treatment over, left by taxi", "ketamine-iv")


def test_the_page_has_the_figures_of_each_session() -> None:
    course = scripted_course()
    text = page(course)
    for one in course.sessions:
        figure = one.figure
        begun = local(one.opened_at, course.zone)
        assert squeezed(f"{begun.day} {begun:%b %Y}, {one.session}") in text
        assert squeezed(one.closed) in text
        if figure("rise_systolic").missing:
            continue
        assert f"{figure('rise_systolic').value:+g}/{figure('rise_diastolic').value:+g}" in text
        baselines = [figure(f"baseline_{word}").value for word in ("systolic", "diastolic")]
        assert "/".join(number(float(value or 0)) for value in baselines) in text
        assert squeezed(f"Mood {figure('mood_before').value:g}, {figure('mood_after').value:g}") in text
        assert all(squeezed(told(each.value or 0, each.unit)) in text for each in one.given)
    assert squeezed("21 on 30 Jul 2026, 9 on 9 Nov 2026: change -12 (-57 %); 8 numbers, 1 corrected") in text
    assert squeezed("3: nausea 3; none serious") in text


def test_what_is_missing_is_said_with_its_reason() -> None:
    course = course_of([one_session(0, 0, whole=False)], ())
    (one,) = course.sessions
    for name in ("rise_systolic", "lowest_spo2", "dissociation_peak", "mood_before", "watched", "never_heard_of"):
        assert one.figure(name).missing
    text = page(course)
    for name in ("lowest_spo2", "watched", "baseline_systolic"):
        assert squeezed(f": {one.figure(name).missing}") in text
    assert "n/ra" in text
    assert squeezed("not recorded: no PHQ-9 total was told between sessions or in one") in text
    (phq9,) = course_plain(course).scores
    assert (phq9.what, phq9.points, phq9.percent) == ("phq9", [], None)
    assert "no PHQ-9 total" in phq9.missing


def test_scores_are_by_time_with_the_change_from_the_first_that_counts() -> None:
    (phq9,) = series((), (score(2, "phq9", 12, 9), score(1, "phq9", 20, 0), score(3, "phq9", 8, 20)))
    assert [(one.value, one.change, one.entry) for one in phq9.points] == [(20, 0, 1), (12, -8, 2), (8, -12, 3)]
    assert phq9.percent == -60
    (zero,) = series((), (score(1, "phq9", 0, 0), score(2, "phq9", 4, 9)))
    assert (zero.points[1].change, zero.percent) == (4, None)


def test_a_corrected_score_stays_struck_and_does_not_count() -> None:
    (phq9,) = series((), (score(1, "phq9", 2, 0), score(2, "phq9", 20, 0, corrects=1), score(3, "phq9", 15, 5)))
    assert [(one.value, one.struck, one.change, one.corrects) for one in phq9.points] == [
        (2, True, None, 0), (20, False, 0, 1), (15, False, -5, 0),
    ]
    shown = course_plain(course_of([], (score(1, "phq9", 2, 0), score(2, "phq9", 20, 0, corrects=1)))).scores[0]
    assert [(one.struck, one.corrects, one.entry) for one in shown.points] == [(True, None, 1), (False, 1, 2)]


def test_what_a_session_begins_with_is_in_the_series_and_what_the_drug_did_is_not() -> None:
    course = course_of([one_session(0, 0)], (score(1, "mood", 5, 3),))
    mood = next(one for one in course.series if one.what == "mood")
    before = course.sessions[0].figure("mood_before")
    assert [(one.value, one.session, one.at) for one in mood.points] == [
        (before.value, "s1", before.at), (5, "", score(1, "mood", 5, 3).at),
    ]


FEW: dict[str, list[Record]] = {"none": [], "one": [one_session(0, 0)], "bare": [Story("general").record(0)]}


@pytest.mark.parametrize("records", FEW.values(), ids=FEW.keys())
@pytest.mark.parametrize("faces", [None, {}], ids=["own typeface", "the PDF's own"])
def test_few_sessions_are_a_page_too(records: list[Record], faces: dict[str, object] | None) -> None:
    course = course_of(records, ())
    assert len(pypdf.PdfReader(io.BytesIO(course_pdf(course, {} if faces == {} else None))).pages) == 1


def test_thirty_sessions_fit_one_page_and_the_older_ones_are_summed_up() -> None:
    records = [one_session(place, 3.5 * place, whole=place != 6) for place in range(30)]
    course = course_of(records, tuple(score(place + 1, "phq9", 20 - place // 2, 7.0 * place) for place in range(16)))
    text = page(course)
    rows = [one.session for one in course.sessions if re.search(rf"20\d\d,{one.session}ketamine", text)]
    assert rows == [f"s{place}" for place in range(31 - len(rows), 31)], "the newest, without a gap"
    assert 12 <= len(rows) <= MOST_ROWS
    assert f"{30 - len(rows)}oldersessions,3Aug2026" in text
    older = [float(one.figure("rise_systolic").value or 0) for one in course.sessions[:-len(rows)]]
    assert squeezed(f"highest rise of systolic {max(older):g} mmHg (known of {len(older) - 1})") in text
    assert len(course_plain(course).sessions) == 30


def test_long_words_stay_on_the_page() -> None:
    story = Story(session="s" * 30, label="x" * 80)
    record = story.record(30)
    course = course_of([record] * 20, SCORES, PatientKnown("x" * 80, "y" * 200, "1980-01-01", "female"))
    assert page(course)


def test_names_are_there_only_where_the_clinic_keeps_them() -> None:
    with_name, without = course_of([one_session(0, 0)], SCORES, KNOWN), course_of([one_session(0, 0)], SCORES, NOBODY)
    assert squeezed(KNOWN.name) in page(with_name)
    assert squeezed("name and birth date are not kept here") in page(without)
    shown = course_plain(without)
    assert (shown.patient, shown.name, shown.birth_date, shown.sex) == (LABEL, None, None, None)
    assert course_plain(with_name).name == KNOWN.name


@pytest.mark.parametrize(("mode", "word"), [("real", ""), ("test", "TEST"), ("demo", "DEMO")])
def test_the_mode_is_across_the_page_unless_the_patient_is_real(mode: str, word: str) -> None:
    text = page(course_of([one_session(0, 0)], SCORES, mode=mode))
    assert ("norealpatient" in text) is bool(word)
    assert not word or word in text


def test_the_same_course_is_the_same_bytes_and_small() -> None:
    made = course_pdf(scripted_course())
    assert made == course_pdf(scripted_course())
    assert len(made) < 60_000
    assert msgspec.json.encode(course_plain(scripted_course())) == msgspec.json.encode(course_plain(scripted_course()))


@pytest.mark.parametrize("days", [0, 1, 13, 40, 100, 400, 1500, 9000])
def test_the_axis_has_round_dates_that_fit(days: int) -> None:
    course = course_of([], (score(1, "phq9", 9, 0), score(2, "phq9", 9, days)))
    axis = axis_of(course, 0, 100)
    found = list(ticks(axis))
    assert 2 <= len(found) <= 15
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all((local(one.at, axis.zone).hour, axis.holds(one.at)) == (0, True) for one in found)
    assert found[0].under
    assert axis.until - axis.since >= 13 * 24 * HOUR


def test_a_session_of_a_course_is_small() -> None:
    assert len(msgspec.json.encode(treated(scripted()))) < 12_000, "no reading is kept of a session that was told"
