"""A whole session that never was, for the pictures and the tests: everything that a record can show happens in it."""

from __future__ import annotations

import math
import random

from alerts.alarm import Kind, Priority
from app.report.record import Record
from monitors.asides import LimitProposed
from monitors.entries import (
    CheckDone,
    LimitChanged,
    ObservationMade,
    PhaseChanged,
    SessionClosed,
    SessionMoved,
)
from monitors.instant import MINUTE
from monitors.reading import Quality
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
    PatientKnown,
)
from monitors.vitals import Vital
from tests.app.report.building import Story

DOSED = 20
"""The minute of the first dose."""


def scripted() -> Record:
    """The record of the session, closed."""
    story = Story(site="Example clinic", label="Chair 1, Ms E")
    story.patient = PatientKnown("Chair 1, Ms E", "Erika Mustermann-Grünwald", "1979-03-14", "female")
    _before(story)
    _doses(story)
    _after(story)
    _scales(story)
    _events(story)
    _alarms(story)
    _measured(story)
    return story.record(made=180)


def _before(story: Story) -> None:
    story.tell(4, "nina", CheckedIn(
        "s1", ("name", "birth_date"), 47, 72.0, "ketamine", "intravenous", 36.0, "mg", 40 * MINUTE,
        ("benzodiazepine",), "Dr. Okonjo", "fasting since 6 h",
    ))
    story.tell(18, "okonjo", GateOverridden(
        "s1", ("systolic 146 mmHg, asked is 140 at most",), "anxious, known to settle; seen at the bedside",
    ))
    story.tell(19, "nina", LimitProposed("s1", "systolic-very-high", 190.0, "a prescriber agrees"))
    story.tell(19.6, "nina", LimitChanged("s1", "spo2-low", 91.0, "mild COPD, watched more closely"))
    story.tell(DOSED, "nina", PhaseChanged("s1", "infusion"))


def _doses(story: Story) -> None:
    begun = story.tell(DOSED, "nina", DoseStarted(
        "s1", "d1", "ketamine", "intravenous", 36.0, "mg", story.at(DOSED), 40 * MINUTE, "K2291",
    ))
    story.tell(21, "nina", DoseStarted(
        "s1", "d1", "ketamine", "intravenous", 36.0, "mg", story.at(DOSED), 40 * MINUTE, "K2219", "lot misread",
        corrects=begun,
    ))
    story.tell(44, "nina", DosePaused("s1", "d1", story.at(44), "pressure 171/104, confirmed by a second cuff"))
    story.tell(50, "nina", DoseResumed("s1", "d1", story.at(50)))
    story.tell(52, "okonjo", DoseChanged("s1", "d1", 34.0, 40.0, story.at(52), "slower after the pause"))
    story.tell(66, "nina", DoseStopped("s1", "d1", 31.5, story.at(66), "planned end"))
    story.tell(47, "okonjo", DoseStarted(
        "s1", "d2", "ondansetron", "intravenous", 4.0, "mg", story.at(46), 0, "", "for nausea",
    ))


def _after(story: Story) -> None:
    story.tell(66.5, "nina", PhaseChanged("s1", "recovery"))
    story.tell(92, "nina", SessionMoved("s1", "C4", "chair needed"))
    story.tell(100, "nina", HandedOver("s1", "ben", "stable, mood better"))
    story.tell(60, "nina", CheckDone("s1", "bp_40min"))
    story.tell(146, "ben", DischargeDecided(
        "s1", ("doses_ended", "events_resolved", "watched", "recovery_score", "blood_pressure", "sedation_resolved",
               "dissociation_resolved"), ("escort",), "", "taxi by the clinic's own contract; the partner is called",
    ))
    story.tell(150, "ben", SessionClosed("s1", "treatment over, left by taxi"))


def _seen(story: Story, minute: float, what: str, value: float | str, by: str = "nina", **more: object) -> int:
    told = ObservationMade("s1", what, value, story.at(minute), **more)  # type: ignore[arg-type]  # by the tests' word
    return story.tell(minute + 0.2, by, told)


def _scales(story: Story) -> None:
    for minute, moaas in ((12, 5), (30, 4), (45, 3), (60, 4), (75, 5), (90, 5), (120, 5), (144, 5)):
        _seen(story, minute, "moaas", moaas)
    for minute, items in (
        (10, (0, 0, 0, 0, 0, 0)), (40, (2, 3, 2, 2, 1, 3)), (60, (1, 2, 2, 1, 0, 1)), (100, (0, 0, 0, 0, 0, 0)),
    ):
        _seen(story, minute, "dissociation", float(sum(items)), items=tuple(map(float, items)))
    for minute, mood, anxiety in ((11, 3, 6), (41, 6, 3), (100, 7, 2), (143, 8, 1)):
        _seen(story, minute, "mood", mood)
        _seen(story, minute + 0.5, "anxiety", anxiety)
    wrong = _seen(story, 45, "nausea", 8)
    _seen(story, 45, "nausea", 3, corrects=wrong, note="read from the wrong line")
    _seen(story, 61, "nausea", 1)
    _seen(story, 141, "aldrete", 10, by="ben")
    _seen(story, 58, "note", "=quiet, eyes closed; says the ceiling breathes")


def _events(story: Story) -> None:
    story.tell(45, "nina", AdverseEventNoted("s1", "e1", "nausea", "mild", story.at(43)))
    story.tell(63, "nina", AdverseEventEnded("s1", "e1", story.at(62), "after ondansetron"))
    story.tell(46, "okonjo", AdverseEventNoted(
        "s1", "e2", "hypertension", "moderate", story.at(42), serious=True, note="prescriber at the bedside",
    ))
    story.tell(70, "okonjo", AdverseEventEnded("s1", "e2", story.at(68)))


def _alarms(story: Story) -> None:
    story.alarm("blood_pressure.high.1", 42, 68, Priority.MEDIUM, value=171, limit=166, vital=Vital.SYSTOLIC,
                seen=(43.1, "nina", "prescriber called"), rises=(44.5, Priority.HIGH))
    story.alarm("spo2.low.1", 55, 57.5, Priority.MEDIUM, value=89, limit=91, seen=(55.4, "nina", "head turned"))
    story.alarm("spo2.missing.1", 70.5, 74, Priority.LOW, value=None, limit=None, kind=Kind.TECHNICAL)
    story.alarm("heart_rate.high.1", 46, 48, Priority.MEDIUM, value=122, limit=120, vital=Vital.HEART_RATE,
                held=(46.8, 47.4, "s1.heart_rate.missing.1"))
    story.alarm("protocol.bp_overdue.1", 113, 116, Priority.LOW, value=None, limit=None, vital="",
                kind=Kind.PROTOCOL, seen=(114, "ben", ""))


def _measured(story: Story) -> None:
    noise = random.Random(7)

    def effect(minute: float) -> float:
        """How strong the drug is felt, 0 to 1."""
        rise = 1 - math.exp(-max(0.0, min(minute, 66) - DOSED) / 18)
        return rise * math.exp(-max(0.0, minute - 66) / 22)

    def heart(minute: float) -> float:
        surge = 26 * math.exp(-((minute - 47) / 1.3) ** 2)
        return round(71 + 14 * effect(minute) + surge + 2 * math.sin(minute / 2.1) + noise.uniform(-1.5, 1.5))

    def spo2(minute: float) -> float:
        dip = 8.5 * math.exp(-((minute - 56) / 1.2) ** 2)
        return round(min(100, 97.4 - dip - 0.8 * effect(minute) + noise.uniform(-0.6, 0.6)))

    for since, until in ((2, 70), (74, 149)):
        story.run(since, until, 1, Vital.SPO2, spo2)
        story.run(since, until, 1, Vital.HEART_RATE, heart)
    for second in range(12):
        story.read(70 + second / 60, Vital.SPO2, None)
    added = {3: 6, 9: 2, 15: 4, 30: 0, 36: 4, 42: 20, 46: 24, 52: 8, 60: 0, 66: 0, 75: 0, 90: 0, 116: 0, 131: 0, 142: 0}
    for minute, add in added.items():
        rise = effect(minute)
        story.cuff(minute, round(132 + 27 * rise + add), round(82 + 17 * rise + add / 2))
    story.cuff(24, 231, 60, Quality.QUESTIONABLE)
