"""The REMS summary: every field of the form has a value with its time, or is named as missing."""

from __future__ import annotations

from app.report.rems import RemsSummary, rems, rems_text
from monitors.entries import ObservationMade, PhaseChanged, SessionClosed
from monitors.instant import parse
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    DoseStarted,
    PatientKnown,
)
from tests.app.report.building import Story


def esketamine() -> Story:
    """A session of two sprays with all that the form asks for."""
    story = Story("esketamine-nasal", site="Clinic am Park", mode="real")
    story.patient = PatientKnown("Ms Example", "Erika Mustermann", "1979-03-14", "female")
    story.tell(2, "nina", CheckedIn(
        "s1", ("name", "birth_date"), 47, 72.0, "esketamine", "intranasal", 56.0, "mg", 0, ("stimulant", "maoi"),
        "Dr. Okonjo",
    ))
    story.cuff(5, 128, 82)
    story.tell(10, "nina", PhaseChanged("s1", "infusion"))
    for place, lot in enumerate(("L1", "L2")):
        story.tell(10 + 5 * place, "nina", DoseStarted(
            "s1", f"d{place + 1}", "esketamine", "intranasal", 28.0, "mg", story.at(10 + 5 * place), 0, lot,
        ))
    for minute, moaas, dissociation in ((30, 4, 8.0), (55, 4, 3.0), (80, 5, 1.0), (125, 5, 0.0)):
        story.tell(minute, "nina", ObservationMade("s1", "moaas", moaas, story.at(minute)))
        story.tell(minute, "nina", ObservationMade("s1", "dissociation", dissociation, story.at(minute)))
    story.cuff(51, 151, 94)
    story.cuff(128, 130, 80)
    story.tell(60, "nina", AdverseEventNoted("s1", "e1", "syncope", "severe", story.at(58), serious=True))
    story.tell(66, "nina", AdverseEventEnded("s1", "e1", story.at(65)))
    story.tell(60, "nina", AdverseEventNoted("s1", "e2", "Respiratory depression", "mild", story.at(57)))
    story.tell(131, "ben", DischargeDecided("s1", ("watched",), (), "her sister", ""))
    story.tell(135, "ben", SessionClosed("s1", "over"))
    return story


def fields(told: RemsSummary) -> dict[str, object]:
    """The values by the field's name."""
    return {one.figure: one.value for one in told.fields}


def test_a_whole_session_has_every_field() -> None:
    told = rems(esketamine().record())
    assert fields(told) == {
        "label": "Ms Example", "name": "Erika Mustermann", "birth_date": "1979-03-14", "sex": "female",
        "prescriber": "Dr. Okonjo", "takes_benzodiazepine": "no", "takes_hypnotic": "no", "takes_stimulant": "yes",
        "takes_maoi": "yes", "takes_opioid": "no", "site": "Clinic am Park", "watched": 121,
        "bp_before": "128/82", "bp_40_min": "151/94", "bp_leaving": "130/80",
        "ready_to_leave": "2026-11-22T11:11:00+01:00",
    }
    assert [(one.given, one.unit, one.lot, one.at[11:16]) for one in told.doses] == [
        (28, "mg", "L1", "09:10"), (28, "mg", "L2", "09:15"),
    ]
    assert told.form_due == "2026-11-29T09:10:00+01:00"
    assert told.missing == ["Respiratory depression: end"]


def test_effects_have_onset_end_and_worst() -> None:
    story = esketamine()
    sedation, dissociation, breathing = rems(story.record()).effects
    assert (sedation.occurred, sedation.onset, sedation.ended_at) == (
        True, "2026-11-22T09:30:00+01:00", "2026-11-22T10:20:00+01:00",
    )
    assert sedation.worst == "MOAA/S 4 at worst"
    assert (dissociation.onset, dissociation.ended_at) == (sedation.onset, sedation.ended_at)
    assert "noted as an adverse event by nina" in breathing.source
    assert (breathing.occurred, breathing.ended_at) == (True, None)


def test_an_adverse_event_counts_before_the_scale() -> None:
    story = esketamine()
    story.tell(90, "ben", AdverseEventNoted("s1", "e9", "deep sedation", "severe", story.at(28)))
    sedation = rems(story.record()).effects[0]
    assert (sedation.onset, sedation.worst) == ("2026-11-22T09:28:00+01:00", "severe")


def test_nobody_looked_is_not_no() -> None:
    told = rems(Story("esketamine-nasal").record())
    assert [one.occurred for one in told.effects] == [None, None, None]
    assert told.form_due is None
    assert {"Name", "Prescriber", "Site", "Doses", "Pressure at 40 min", "Ready to leave",
            "Sedation: whether it occurred"} <= set(told.missing)
    for one in told.fields:
        assert (one.value is None) is bool(one.missing)


def test_who_was_awake_all_the_time_was_not_sedated() -> None:
    story = Story("esketamine-nasal")
    story.tell(10, "nina", DoseStarted("s1", "d1", "esketamine", "intranasal", 28.0, "mg", story.at(10)))
    story.tell(40, "nina", ObservationMade("s1", "moaas", 5, story.at(40)))
    told = rems(story.record())
    assert told.effects[0].occurred is False
    assert "Lot of d1" in told.missing


def test_the_text_says_the_same_and_what_is_missing() -> None:
    story = esketamine()
    text = rems_text(story.record())
    for value in (
        "Erika Mustermann", "151/94 mmHg", "lot L2", "syncope, severe", "121 min", "2026-11-29T09:10:00+01:00",
        "bedside monitor is the primary alarm",
    ):
        assert value in text
    assert "Missing: Respiratory depression: end" in text
    assert "MODE" not in text
    empty = rems_text(Story("general", mode="demo").record())
    assert "MODE DEMO: no real patient" in empty
    assert "Doses: not recorded" in empty
    assert parse(rems(story.record()).made_at) == story.record().made_at
