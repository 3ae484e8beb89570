"""The table of events: every kind is in it, in order, and what was corrected is struck with what counts instead."""

from __future__ import annotations

from alerts.alarm import Kind, Priority
from app.report.event import PROGRAM, Event, Topic
from app.report.events import events
from monitors.asides import NotificationQueued, RecordExported
from monitors.entries import LimitChanged, ObservationMade, PhaseChanged
from monitors.instant import HOUR, MINUTE
from monitors.reading import Quality
from monitors.steps import (
    AdverseEventEnded,
    AdverseEventNoted,
    CheckedIn,
    DischargeDecided,
    DosePaused,
    DoseResumed,
    DoseStarted,
)
from monitors.vitals import Vital
from tests.app.report.building import Story
from tests.app.report.scripted import scripted


def of(story: Story, topic: Topic) -> list[Event]:
    """The events about something."""
    return [one for one in events(story.record()) if one.topic is topic]


def test_a_whole_session_has_events_about_everything_in_order_of_time() -> None:
    record = scripted()
    found = events(record)
    assert {one.topic for one in found} == set(Topic)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(one.by for one in found)
    told = {entry.number for entry in record.history}
    assert told == {one.number for one in found if one.number}, "every entry of the session is an event"


def test_what_is_not_of_the_session_itself_is_no_event() -> None:
    story = Story()
    before = len(events(story.record()))
    story.tell(1, "", NotificationQueued("n1", "sms", "on", "text", session="s1"))
    story.tell(2, "anna", RecordExported("s1", "pdf"))
    assert len(events(story.record())) == before


def test_a_corrected_observation_is_struck_and_names_what_counts() -> None:
    story = Story()
    wrong = story.tell(9, "nina", ObservationMade("s1", "mood", 2, story.at(5)))
    right = story.tell(12, "ben", ObservationMade("s1", "mood", 7, story.at(5), corrects=wrong, note="misheard"))
    first, second = of(story, Topic.OBSERVATION)
    assert (first.struck, first.value, first.number) == (True, 2, wrong)
    assert f"corrected by entry {right}" in first.note
    assert (second.struck, second.value, second.by) == (False, 7, "ben")
    assert f"corrects entry {wrong}" in second.note
    assert "misheard" in second.note
    assert "told at 09:12" in second.note


def test_an_earlier_check_in_is_struck() -> None:
    story = Story()
    told = CheckedIn("s1", ("name", "birth_date"), 40, 70.0, "ketamine", "intravenous", 35.0, "mg", 40 * MINUTE)
    story.tell(3, "nina", told)
    last = story.tell(4, "nina", told)
    first, second = of(story, Topic.CHECK_IN)
    assert (first.struck, second.struck) == (True, False)
    assert f"replaced by entry {last}" in first.note


def test_an_infusion_tells_what_went_in_at_each_step_and_its_reckoned_end() -> None:
    story = Story()
    story.tell(10, "nina", DoseStarted("s1", "d1", "ketamine", "intravenous", 40.0, "mg", story.at(10), 40 * MINUTE))
    story.tell(20, "nina", DosePaused("s1", "d1", story.at(20), "nausea"))
    story.tell(25, "nina", DoseResumed("s1", "d1", story.at(25)))
    start, paused, resumed, end = of(story, Topic.DOSE)
    assert (start.value, start.unit) == (40.0, "mg")
    assert (paused.value, paused.note) == (10.0, "nausea")
    assert (resumed.value, resumed.name) == (10.0, "ketamine (d1) goes on after")
    assert (end.at, end.value, end.by, end.number) == (story.at(55), 40.0, PROGRAM, 0)
    assert "nobody told its end" in end.note


def test_an_infusion_that_still_runs_has_no_end() -> None:
    story = Story()
    story.tell(10, "nina", DoseStarted("s1", "d1", "ketamine", "intravenous", 40.0, "mg", story.at(10), 8 * HOUR))
    assert len(of(story, Topic.DOSE)) == 1


def test_a_corrected_event_is_struck_and_its_end_names_it() -> None:
    story = Story()
    wrong = story.tell(5, "nina", AdverseEventNoted("s1", "e1", "nausea", "mild", story.at(5)))
    told = AdverseEventNoted("s1", "e1", "vomiting", "severe", story.at(5), serious=True, corrects=wrong)
    story.tell(6, "nina", told)
    story.tell(9, "nina", AdverseEventEnded("s1", "e1", story.at(8)))
    first, second, end = of(story, Topic.ADVERSE_EVENT)
    assert first.struck
    assert (second.value, second.note.split("; ")[1]) == ("severe", "serious")
    assert end.name == "vomiting (e1) over"


def test_an_alarm_tells_its_onset_hold_rise_acknowledgement_and_end() -> None:
    story = Story()
    story.alarm("spo2.low.1", 10, 20, Priority.MEDIUM, seen=(12, "nina", "probe moved"), rises=(14, Priority.HIGH),
                held=(15, 16, "s1.spo2.missing.1"), reason="recovered")
    onset, seen, rise, held, over = of(story, Topic.ALARM)
    assert (onset.value, onset.unit, onset.name) == (88.0, "%", "spo2.low.1 begins, medium")
    assert "limit 90 %" in onset.note
    assert (seen.by, seen.note) == ("nina", "2 min after its onset; probe moved")
    assert rise.name.endswith("is high now")
    assert "by s1.spo2.missing.1; until 09:16" in held.note
    assert over.note == "recovered; lasted 10 min"


def test_a_technical_alarm_has_no_value_and_no_unit() -> None:
    story = Story()
    story.alarm("spo2.missing.1", 10, None, Priority.LOW, value=None, limit=None, kind=Kind.TECHNICAL)
    (onset,) = of(story, Topic.ALARM)
    assert (onset.value, onset.unit, onset.name) == (None, "", "spo2.missing.1 begins, low, technical")


def test_a_limit_tells_its_unit_the_profiles_own_and_its_return() -> None:
    story = Story()
    story.tell(5, "nina", LimitChanged("s1", "spo2-low", 92.0, "asthma", "okonjo"))
    story.tell(9, "nina", LimitChanged("s1", "spo2-low", None, "over"))
    changed, back = of(story, Topic.LIMIT)
    assert (changed.value, changed.unit) == (92.0, "%")
    assert "the profile's is 90" in changed.note
    assert "proposed by okonjo" in changed.note
    assert (back.value, back.unit) == ("the profile's again", "")


def test_devices_and_discharge_and_phases() -> None:
    story = Story()
    story.read(3, Vital.SPO2, 97, "oxi-7")
    story.read(8, Vital.SPO2, None, "oxi-7", Quality.INVALID)
    story.tell(10, "nina", PhaseChanged("s1", "infusion"))
    story.tell(90, "ben", DischargeDecided("s1", ("watched",), (), "his sister", ""))
    assert [(one.name, one.value, one.at) for one in of(story, Topic.DEVICE)] == [
        ("first reading", "oxi-7", story.at(3)), ("last reading", "oxi-7", story.at(8)),
    ]
    (may_leave,) = of(story, Topic.DISCHARGE)
    assert (may_leave.value, may_leave.note) == (
        "all criteria met", "met: watched; unmet: none; escort his sister",
    )
    assert [one.value for one in of(story, Topic.PHASE)] == ["infusion"]
