"""Scores between sessions: what is told, what is refused and why, and how one is corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from app.patients import Patients
from app.scoring import Scoring
from monitors.entries import AnyBody, BedAdded, Entry, SessionOpened
from monitors.instant import HOUR, Instant, parse, rfc3339
from monitors.refused import Refused
from monitors.session import Roster
from monitors.steps import PatientKnown, ScoreTold

NOW = parse("2026-11-22T10:00:00Z")


class FakeRecorder:
    """Applies entries to the roster and the patients at once."""

    def __init__(self, roster: Roster, patients: Patients) -> None:
        self._folds = (roster, patients)
        self.number = 0

    async def record(self, by: str, make: Callable[[Instant], Sequence[AnyBody]]) -> list[Entry]:
        """Records at once."""
        made = []
        for body in make(NOW):
            self.number += 1
            made.append(Entry(self.number, NOW, by, body))
            for fold in self._folds:
                fold.apply(made[-1])
        return made


@pytest.fixture
async def scoring() -> Scoring:
    """The use case, where p-1 has a session and p-2 is known only."""
    roster, patients = Roster(), Patients()
    recorder = FakeRecorder(roster, patients)
    opened = SessionOpened("s1", "1", "general", "general", "p-1", "baseline")
    await recorder.record("root", lambda _at: [BedAdded("1"), opened, PatientKnown("p-2", "Ada")])
    return Scoring(recorder, roster, patients)


async def test_a_score_is_told_for_now_or_for_a_time_before_the_first_session(scoring: Scoring) -> None:
    await scoring.tell("nina", ScoreTold("p-1", "phq9", 21, NOW - 9 * HOUR, " by telephone "))
    told = await scoring.tell("ben", ScoreTold("p-1", "mood", 4, 0))
    assert [(one.entry, one.what, one.value, one.at, one.by, one.note) for one in told.scores] == [
        (4, "phq9", 21, rfc3339(NOW - 9 * HOUR), "nina", "by telephone"), (5, "mood", 4, rfc3339(NOW), "ben", ""),
    ]
    assert [one.value for one in (await scoring.tell("ben", ScoreTold("p-2", "pain", 0, 0))).scores] == [0]


@pytest.mark.parametrize(("told", "code"), [
    (ScoreTold("p-1", "phq9", 28, 0), "bad_observation"), (ScoreTold("p-1", "phq9", 3.5, 0), "bad_observation"),
    (ScoreTold("p-1", "moaas", 5, 0), "bad_observation"), (ScoreTold("p-1", "x" * 99, 5, 0), "bad_observation"),
    (ScoreTold("p-1", "phq9", 9, NOW + 1), "in_the_future"),
    (ScoreTold("p-1", "phq9", 9, parse("1026-11-22T10:00:00Z")), "bad_request"),
    (ScoreTold("p-9", "phq9", 9, 0), "unknown_patient"), (ScoreTold("erased-1", "phq9", 9, 0), "unknown_patient"),
    (ScoreTold("p-1", "phq9", 9, 0, "\x07"), "bad_request"),
    (ScoreTold("p-1", "phq9", 9, 0, corrects=1), "nothing_to_correct"),
])
async def test_what_can_not_be_is_refused(scoring: Scoring, told: ScoreTold, code: str) -> None:
    with pytest.raises(Refused) as refused:
        await scoring.tell("nina", told)
    assert refused.value.code == code
    assert scoring.shown("p-1").scores == []


async def test_a_corrected_score_stays_struck_and_is_corrected_once(scoring: Scoring) -> None:
    first = await scoring.tell("nina", ScoreTold("p-1", "phq9", 21, NOW - HOUR))
    number = first.scores[0].entry
    for wrong in (ScoreTold("p-1", "mood", 2, 0, corrects=number), ScoreTold("p-2", "phq9", 12, 0, corrects=number)):
        with pytest.raises(Refused, match="is not a score"):
            await scoring.tell("nina", wrong)
    told = await scoring.tell("nina", ScoreTold("p-1", "phq9", 12, 0, corrects=number))
    assert [(one.value, one.struck, one.at) for one in told.scores] == [
        (21, True, rfc3339(NOW - HOUR)), (12, False, rfc3339(NOW - HOUR)),
    ]
    with pytest.raises(Refused, match="as it stands"):
        await scoring.tell("nina", ScoreTold("p-1", "phq9", 11, 0, corrects=number))
    moved = ScoreTold("p-1", "phq9", 12, NOW - 2 * HOUR, corrects=told.scores[1].entry)
    assert (await scoring.tell("nina", moved)).scores[-1].at == rfc3339(NOW - 2 * HOUR)


async def test_whom_only_scores_are_kept_of_can_be_found_still(scoring: Scoring) -> None:
    await scoring.tell("nina", ScoreTold("p-2", "phq9", 9, 0))
    scoring._patients.apply(Entry(99, NOW, "nina", PatientKnown("p-2")))
    assert len((await scoring.tell("nina", ScoreTold("p-2", "phq9", 8, 0))).scores) == 2
