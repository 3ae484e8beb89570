"""A patient's course that never was, for the pictures and the tests: sessions over months, scores between them."""

from __future__ import annotations

import random

from alerts.alarm import Priority
from app.patients import Score
from app.report.patient_course import PatientCourse, series, treated
from app.report.record import Record
from monitors.entries import ObservationMade, PhaseChanged, SessionClosed
from monitors.instant import HOUR, MINUTE, Instant, parse
from monitors.steps import AdverseEventEnded, AdverseEventNoted, DoseStarted, PatientKnown
from monitors.vitals import Vital
from tests.app.report.building import BERLIN, Story

DAY = 24 * HOUR
FIRST = parse("2026-08-03T08:00:00Z")
LABEL = "Ms E, 0417"
KNOWN = PatientKnown(LABEL, "Erika Mustermann-Grünwald", "1979-03-14", "female")
DAYS = (0, 3, 7, 10, 14, 17, 21, 24, 35, 49, 63, 91)
"""Twice a week for four weeks, then farther and farther apart."""


def one_session(place: int, day: float, *, whole: bool = True) -> Record:
    """A session: dose, cuffs, saturation, scales, now and then an event or an alarm; not `whole`: nothing of it."""
    story = Story(session=f"s{place + 1}", start=FIRST + round(day * DAY), label=LABEL, patient=KNOWN)
    noise = random.Random(place)
    session = story.session
    if whole:
        eased = min(place, 9)
        _told(story, eased, noise)
        dose = 36.0 if place < 3 else 40.0 if place < 8 else 44.5
        story.tell(20, "nina", PhaseChanged(session, "infusion"))
        story.tell(20, "nina", DoseStarted(
            session, "d1", "ketamine", "intravenous", dose, "mg", story.at(20), 40 * MINUTE, "K2219",
        ))
        story.tell(60, "nina", PhaseChanged(session, "recovery"))
        _measured(story, noise)
        if place % 4 == 1:
            story.tell(45, "nina", AdverseEventNoted(session, "e1", "nausea", "mild", story.at(44)))
            story.tell(70, "nina", AdverseEventEnded(session, "e1", story.at(69)))
            story.tell(46, "okonjo", DoseStarted(session, "d2", "ondansetron", "intravenous", 4.0, "mg", story.at(46)))
        if place % 5 == 2:
            story.alarm("blood_pressure.high.1", 42, 60, Priority.MEDIUM, value=168, limit=166, vital=Vital.SYSTOLIC)
    story.tell(140, "ben", SessionClosed(session, "treatment over" if whole else "came with fever, not treated"))
    return story.record(made=150)


def _told(story: Story, eased: int, noise: random.Random) -> None:
    def seen(minute: float, what: str, value: float) -> None:
        story.tell(minute + 0.2, "nina", ObservationMade(story.session, what, float(value), story.at(minute)))

    mood = 2 + round(0.5 * eased)
    seen(10, "mood", mood)
    seen(130, "mood", min(10, mood + noise.randint(1, 3)))
    seen(11, "anxiety", max(0, 7 - round(0.5 * eased)))
    seen(131, "anxiety", max(0, 4 - round(0.5 * eased)))
    seen(12, "dissociation", 0)
    seen(45, "dissociation", noise.randint(6, 16))
    seen(125, "dissociation", 0)


def _measured(story: Story, noise: random.Random) -> None:
    for minute in (3, 9, 15):
        story.cuff(minute, 124 + noise.randint(-3, 3), 78 + noise.randint(-2, 2))
    top = noise.randint(18, 42)
    for minute in (30, 45, 60, 90, 120):
        rise = top if minute == 45 else top // 2 if minute < 90 else 4
        story.cuff(minute, 124 + rise, 78 + rise // 2)
    lowest = noise.randint(91, 95)
    story.run(2, 138, 10, Vital.SPO2, lambda minute: lowest if 50 < minute < 51 else 97)


def score(number: int, what: str, value: float, day: float, corrects: int = 0, note: str = "") -> Score:
    """A score between sessions, told at noon of a day of the course."""
    at: Instant = FIRST + round(day * DAY) + 4 * HOUR
    return Score(number, what, value, at, at, "nina", note, corrects)


SCORES = (
    score(1, "phq9", 21, -4), score(2, "phq9", 20, 5), score(3, "phq9", 17, 12), score(4, "phq9", 41 - 24, 19),
    score(5, "phq9", 13, 19, corrects=4, note="added up wrongly"), score(6, "phq9", 10, 28),
    score(7, "phq9", 9, 42), score(8, "phq9", 8, 70), score(9, "phq9", 9, 98), score(10, "mood", 6, 42),
    score(11, "mood", 6, 70),
)


def course_of(
    records: list[Record], scores: tuple[Score, ...] = SCORES, known: PatientKnown = KNOWN, mode: str = "test"
) -> PatientCourse:
    """The course of these records."""
    had = tuple(map(treated, records))
    made = max([FIRST + 100 * DAY, *(one.made_at for one in records)])
    return PatientCourse(LABEL, known, had, series(had, scores), made, mode, BERLIN, "Example clinic")


def scripted_course() -> PatientCourse:
    """Twelve sessions, one of which was not treated."""
    return course_of([one_session(place, day, whole=place != 6) for place, day in enumerate(DAYS)])
