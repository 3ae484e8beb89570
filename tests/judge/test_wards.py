"""The wards of the property tests are worth it: nearly every condition and step of the life cycle occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import Phase, given, seed, settings

from alerts.alarm import State
from tests.judge.episodes import Revision
from tests.judge.scalar import Judge
from tests.judge.unroll import play, revisions
from tests.judge.wards import Ward, wards

CONDITIONS = {
    "spo2.low", "heart_rate.high", "heart_rate.low", "blood_pressure.high", "blood_pressure.low",
    "respiratory_rate.low", "respiratory_rate.high", "spo2.missing", "heart_rate.missing", "pulse_rate.missing",
    "spo2.probe_off", "spo2.invalid", "heart_rate.probe_off", "systolic.invalid", "blood_pressure.cuff_failed",
    "device.silent", "device.clock_skew", "device.unassigned", "session.unmonitored", "session.backfill",
    "recording.stalled", "check.repeat_bp", "notification.failing_pager", "session.unwatched",
    "check.bp_overdue", "check.sedation_due", "check.moaas_due", "moaas.low",
    "shock_index.high", "composite.two_of_three", "heart_rate.disagreement", "news2.high",
}
RULES = {
    "falling", "sinking", "plunge", "pair", "out-of-range", "repeat-bp", "lowest", "spo2-desaturation", "diastolic",
    "mean-low", "fast-pulse", "up", "urgent", "emergency",
}
MARKS = (
    "held", "unconfirmed", "suspicion held", "composite ended", "moved on", "moved latched", "moved while held",
    "moved with its device",
)
STEPS = {
    (None, State.ON), (State.ON, State.ON), (State.ON, State.ACKNOWLEDGED), (State.ON, State.ENDED),
    (State.ON, State.LATCHED), (State.ACKNOWLEDGED, State.ON), (State.ACKNOWLEDGED, State.ENDED),
    (State.LATCHED, State.ON), (State.LATCHED, State.ENDED),
}
TENDED = {
    "louder", "next role", "latched louder", "shelved", "shelved while acknowledged",
    "off the shelf by time", "off the shelf as it worsened", "hold ended", "paused", "pierced",
}


def tended(judge: Judge, before: Revision | None, one: Revision) -> Iterator[str]:
    """Which of the life cycle's rarer steps a revision is."""
    if before is not None and one.escalation > before.escalation:
        yield "latched louder" if one.state is State.LATCHED else ("louder", "next role")[one.escalation - 1]
    if one.shelved:
        yield "shelved"
        yield from ["shelved while acknowledged"] if one.state is State.ACKNOWLEDGED else []
    elif before is not None and before.shelved and one.state is not State.ENDED:
        by_time = one.at >= before.shelved[2] and one.priority == before.priority
        yield "off the shelf by time" if by_time else "off the shelf as it worsened"
    if before is not None and before.held_by and one.state is State.ENDED and before.state is not State.LATCHED:
        yield "hold ended"
    if any(asked.by for found in judge.book.pauses.asked.values() for asked in found):
        yield "paused"
    if any(not later.by and asked.by for found in judge.book.pauses.asked.values() for asked, later in pairwise(found)):
        yield "pierced"


def moved(before: Revision, one: Revision) -> Iterator[str]:
    """What went to another bed by a revision."""
    if before.bed != one.bed:
        yield f"moved {one.state.value}"
        yield from ["moved while held"] if one.held_by else []
        yield from ["moved with its device"] if ".device." in one.id else []


def test_most_conditions_rules_and_steps_occur() -> None:
    seen: Counter[object] = Counter()

    @seed(1)
    @settings(max_examples=700, database=None, phases=[Phase.generate])
    @given(wards())
    def look(ward: Ward) -> None:
        _, judge = play(ward)
        seen["composite ended"] += any(one.together.ended for one in judge.sessions.values())
        seen["suspicion held"] += any(one.taken for one in judge.sessions.values())
        for alarm_id, found in revisions(judge.log).items():
            seen[".".join(alarm_id.split(".")[1:-1])] += 1
            seen["unconfirmed"] += any(one.unconfirmed for one in found)
            seen["held"] += any(one.held_by for one in found)
            seen.update(one.rule for one in found)
            seen.update(pairwise([None, *(one.state for one in found)]))
            seen.update(mark for before, one in pairwise(found) for mark in moved(before, one))
            for before, one in pairwise([None, *found]):
                if one is not None:
                    seen.update(tended(judge, before, one))

    look()
    assert {name for name in (*CONDITIONS, *RULES, *STEPS, *TENDED, *MARKS) if not seen[name]} == set()
