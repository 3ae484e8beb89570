"""Audio pauses: capped, apart by bed and kind, pierced by what is new and high."""

from __future__ import annotations

from dataclasses import replace

from alerts.alarm import Kind, Priority
from alerts.pause import Pauses, Sound, sound_of
from monitors.instant import MINUTE, SECOND
from tests.alerts.test_alarm import alarm

CAP = 2 * MINUTE
PHYSIOLOGICAL, TECHNICAL = Sound.PHYSIOLOGICAL, Sound.TECHNICAL


def test_a_second_pause_lasts_no_longer_than_the_first_could_have() -> None:
    pauses = Pauses()
    pauses.begin("C1", PHYSIOLOGICAL, "nora", MINUTE, CAP, 0)
    pauses.begin("C1", PHYSIOLOGICAL, "omar", CAP, CAP, 50 * SECOND)
    (pause,) = pauses.at(50 * SECOND)["C1"].values()
    assert (pause.until_at, pause.by) == (CAP, "omar")
    pauses.begin("C1", PHYSIOLOGICAL, "omar", MINUTE, CAP, CAP)
    assert pauses.due_at() == CAP + MINUTE, "one that lapsed is over"


def test_after_resuming_a_pause_begins_anew() -> None:
    pauses = Pauses()
    pauses.begin("C1", TECHNICAL, "nora", CAP, CAP, 0)
    pauses.end("C1", TECHNICAL)
    assert pauses.at(1) == {}
    pauses.begin("C1", TECHNICAL, "nora", CAP, CAP, MINUTE)
    assert pauses.due_at() == MINUTE + CAP


def test_beds_and_kinds_are_apart_and_the_protocols_go_with_the_technical() -> None:
    pauses = Pauses()
    pauses.begin("C1", PHYSIOLOGICAL, "nora", 30 * SECOND, CAP, 0)
    pauses.begin("C2", TECHNICAL, "nora", MINUTE, CAP, 0)
    assert {bed: set(kinds) for bed, kinds in pauses.at(0).items()} == {"C1": {PHYSIOLOGICAL}, "C2": {TECHNICAL}}
    pauses.lapse(30 * SECOND)
    assert set(pauses.at(0)) == {"C2"}
    assert (sound_of(Kind.PROTOCOL), sound_of(Kind.PHYSIOLOGICAL)) == (TECHNICAL, PHYSIOLOGICAL)
    pauses.clear("C2")
    assert pauses.due_at() is None


def test_only_a_high_one_of_its_bed_and_kind_pierces() -> None:
    pauses = Pauses()
    for bed in ("C1", "C2"):
        for sound in Sound:
            pauses.begin(bed, sound, "nora", MINUTE, CAP, 0)
    pauses.pierce(alarm())
    assert len(pauses.running) == 4
    pauses.pierce(replace(alarm(), priority=Priority.HIGH))
    assert ("C1", "physiological") not in pauses.running
    assert len(pauses.running) == 3


def test_a_lower_cap_shortens_what_runs() -> None:
    pauses = Pauses()
    pauses.begin("C1", TECHNICAL, "nora", CAP, CAP, 0)
    pauses.cap("C1", MINUTE)
    assert pauses.due_at() == MINUTE
