"""The scalar judge's suspicion, severity, pairs, counts, falls and ranges, in examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from alerts.alarm import Priority
from alerts.profile import Rapid, Suspicion, Threshold
from monitors.entries import Entry
from monitors.instant import SECOND
from monitors.reading import Quality, Status
from monitors.vitals import Vital
from tests.judge.clauses import Clause
from tests.judge.profiles import profiles
from tests.judge.scalar import Judge
from tests.judge.steps import instant, opened, reading, received
from tests.judge.suspicion import Taken, spent

SPO2, SYSTOLIC = Vital.SPO2, Vital.SYSTOLIC
EVERY = frozenset({"baseline", "infusion", "recovery"})
LOW = Threshold(
    "low", 0, "spo2.low", SPO2, Priority.MEDIUM, -1, 90.0, 92.0, relative=False, inclusive=False, on_after=10 * SECOND,
    on_count=1, off_after=15 * SECOND, off_count=1, stage=False, latches=False, phases=EVERY, source="made up",
)
FIGURES = Suspicion(
    SPO2, jump=5.0, jump_within=3 * SECOND, fall=6.0, fall_within=12 * SECOND, fall_below=92.0, fall_held=10 * SECOND,
    returned=3.0, return_for=20 * SECOND, lasts=90 * SECOND, inflating_for=40 * SECOND, held_at_most=50 * SECOND,
    budget_in=300 * SECOND, deep=80.0, deep_for=10 * SECOND, deep_at_most=20 * SECOND, source="made up",
)


def judged(*entries: Entry, figures: Suspicion | None = FIGURES, **changes: object) -> Judge:
    """Judges a session of one clause (and what else is given) and a suspicion of SpO2."""
    vital = SPO2 if figures is None else figures.vital
    profile = replace(
        profiles()["general"], thresholds=(LOW,), trends=(), rapids=(), repeat_jump=None,
        suspicions={} if figures is None else {vital: figures},
    )
    profile = replace(profile, **changes)  # type: ignore[arg-type]
    judge = Judge({"general": profile})
    for one in (opened(), *entries):
        judge.apply(one)
    return judge


def spans(*parts: tuple[float, int, int]) -> list[Entry]:
    """One SpO2 reading a second: (value, first second, the second after the last)."""
    return [received(at, reading(SPO2, value, at)) for value, start, stop in parts for at in range(start, stop)]


def told(judge: Judge, condition: str = "spo2.low") -> list[tuple[float, str, bool]]:
    """When, for which rule and whether unconfirmed each revision of a condition came."""
    found = [one for one in judge.log if f".{condition}." in one.id]
    return [((one.at - instant(0)) / SECOND, one.rule, one.unconfirmed) for one in found]


def test_a_jump_is_held_for_50_s_then_shown_unconfirmed() -> None:
    judge = judged(*spans((97, 1, 20), (88, 20, 85)))
    assert told(judge) == [(80, "low", True)], "due at 30, suspect from 20 to 110, held for 50 s"
    assert judge.sessions["s1"].taken == [Taken("spo2.low", instant(30), instant(80))]
    assert judge.log[-1].since_at == instant(20)


def test_the_mark_goes_with_the_first_reading_that_is_not_suspect() -> None:
    judge = judged(*spans((97, 1, 20), (88, 20, 115)))
    assert told(judge) == [(80, "low", True), (110, "low", False)]


def test_a_jump_that_returns_is_never_told() -> None:
    judge = judged(*spans((97, 1, 20), (88, 20, 60), (95, 60, 80)))
    assert told(judge) == []
    assert judge.sessions["s1"].taken == [Taken("spo2.low", instant(30), instant(60))]


def test_a_deep_value_is_held_for_20_s() -> None:
    judge = judged(*spans((97, 1, 20), (75, 20, 60)))
    assert told(judge) == [(50, "low", True)], "deep from 20: the later of 30 and 30 + 20"


def test_a_second_hold_within_5_minutes_gets_the_rest() -> None:
    judge = judged(*spans((97, 1, 20), (88, 20, 60), (97, 60, 80), (88, 80, 125)))
    assert told(judge) == [(110, "low", True)], "30 s are gone, due at 90, 20 s are left"
    third = [*spans((97, 1, 20), (88, 20, 80), (97, 80, 100), (88, 100, 125))]
    assert told(judged(*third))[-1] == (110, "low", True), "50 s are gone: at once"


def test_a_budget_comes_back_as_its_window_passes() -> None:
    taken = [Taken("spo2.low", instant(0), instant(30)), Taken("spo2.high", instant(0), instant(30))]
    assert spent(taken, "spo2.low", instant(10), instant(310)) == 20 * SECOND
    assert spent(taken, "spo2.low", instant(30), instant(330)) == 0


def test_what_is_held_is_told_in_silence_when_its_hold_is_over() -> None:
    judge = judged(*spans((97, 1, 20), (88, 20, 35)))
    judge.advance(instant(79))
    assert told(judge) == [], "greyed at 39, held since 30"
    judge.advance(instant(90))
    assert judge.sessions["s1"].taken == [Taken("spo2.low", instant(30), instant(80))]
    assert told(judge)[0] == (80, "low", True)


def test_a_gap_neither_ends_nor_prolongs_a_hold() -> None:
    off = received(35, reading(SPO2, None, 35, status=Status.PROBE_OFF))
    for gap in ([], [off]):
        before = [*spans((97, 1, 20), (88, 20, 35)), *gap]
        assert told(judged(*before, *spans((88, 60, 100)))) == [(80, "low", True)], "due at 30, suspect until 110"
        assert told(judged(*before, *spans((97, 60, 100)))) == [], "the first reading after the gap is clear"


def test_a_jump_that_returns_ends_no_other_suspicion() -> None:
    judge = judged(*spans((97, 1, 20), (89, 40, 42), (84, 42, 43), (88, 43, 75)))
    assert told(judge) == [(60, "low", False)], "84 was a jump and returned; the gap's 20 s from 40 stay"


def test_a_first_value_after_a_gap_is_suspect() -> None:
    judge = judged(*spans((97, 1, 20), (88, 40, 75)))
    assert told(judge) == [(60, "low", False)], "due at 50, suspect until 60, then shown as sure"


def test_a_questionable_value_is_suspect_while_it_speaks() -> None:
    doubtful = [
        received(at, reading(SPO2, 89, at, quality=Quality.QUESTIONABLE if at >= 28 else None)) for at in range(20, 95)
    ]
    judge = judged(*spans((91, 1, 20)), *doubtful)
    assert told(judge) == [(80, "low", True)]


def test_an_inflating_cuff_makes_spo2_suspect() -> None:
    pump = received(25, reading(SYSTOLIC, None, 25, status=Status.INFLATING))
    posts = sorted([*spans((91, 1, 20), (89, 20, 70)), pump], key=lambda one: one.at)
    assert told(judged(*posts)) == [(65, "low", False)], "suspect from 25 to 65"


def test_a_fast_fall_is_held_once() -> None:
    judge = judged(*spans((96, 1, 20), (93, 20, 23), (90, 23, 24), (88, 24, 50)))
    assert told(judge) == [(34, "low", False)], "no longer suspect when due"
    quick = replace(LOW, on_after=0)
    judge = judged(*spans((96, 1, 20), (93, 20, 23), (90, 23, 24), (88, 24, 50)), thresholds=(quick,))
    assert told(judge) == [(33, "low", False)], "96 less 90 within 12 s: suspect from 23 to 33, due at 24"


def test_severity_is_exact_to_the_microsecond() -> None:
    severe = replace(LOW, on_after=60 * SECOND, severity=10.0)
    judge = judged(*spans((91, 1, 20), (88, 20, 40)), thresholds=(severe,), figures=None)
    assert [one.at for one in judge.log] == [instant(20) + 3_333_334], "3,000 a microsecond; 10^10 / 3,000, up"
    assert judge.log[0].since_at == instant(20)


def test_severity_gains_nothing_while_suspect() -> None:
    clause = Clause(replace(LOW, on_after=60 * SECOND, severity=10.0))
    clause.apply(88, None, None, "infusion")
    clause.speak_for(5 * SECOND, doubted=True)
    assert (clause.load, clause.broken_for) == (0, 5 * SECOND)
    assert clause.due(instant(5), doubted=True) == instant(60)
    assert clause.due(instant(5), doubted=False) == instant(5) + 3_333_334


def test_three_of_five() -> None:
    counted = replace(LOW, on_after=0, on_count=3, of=5)
    posts = spans((89, 1, 2), (91, 2, 4), (89, 4, 5), (91, 5, 6), (89, 6, 7), (89, 7, 8))
    assert told(judged(*posts, thresholds=(counted,), figures=None)) == [(7, "low", False)], "0 1 0 1 1"


def test_a_pair_breaks_by_its_mean_and_by_each() -> None:
    pair = replace(
        LOW, id="pair", vital=SYSTOLIC, condition="blood_pressure.high", side=1, limit=180.0, clear=172.0, on_after=0,
        off_after=0, pair_each=175.0,
    )
    expected: tuple[tuple[tuple[float, ...], list[float]], ...] = (
        ((176, 186), [20]), ((174, 190), []), ((176, 184), []), ((190,), []), ((176, 186, 172), [20, 30]),
    )
    for values, when in expected:
        cuffs = [received(10 * n, reading(SYSTOLIC, value, 10 * n)) for n, value in enumerate(values, 1)]
        assert [at for at, *_ in told(judged(*cuffs, thresholds=(pair,), figures=None), "blood_pressure.high")] == when


def test_a_rapid_fall_is_told_at_once() -> None:
    rapid = Rapid("rapid", 1, "spo2.low", SPO2, Priority.HIGH, 8.0, 30 * SECOND, 92.0, 94.0, EVERY, "made up")
    posts = spans((97, 1, 10), (95, 10, 14), (92, 14, 18), (89, 18, 19), (93, 19, 22), (94, 22, 23))
    judge = judged(*posts, rapids=(rapid,), figures=None)
    assert told(judge) == [(18, "rapid", False), (22, "rapid", False)], "97 at 9 less 89"
    assert (judge.log[0].since_at, judge.log[0].limit) == (instant(9), 92.0)
    assert told(judged(*spans((97, 1, 10), (88, 10, 12)), rapids=(rapid,))) == [], "a jump is suspect"


def test_values_that_fall_out_of_range_are_told_at_once() -> None:
    out = received(12, reading(SPO2, 48, 12, quality=Quality.INVALID))
    judge = judged(*spans((97, 1, 11), (70, 11, 12)), out, *spans((97, 14, 15)))
    assert told(judge) == [(12, "out-of-range", False), (14, "out-of-range", False)]
    assert (judge.log[0].limit, judge.log[0].priority) == (90.0, Priority.HIGH)
    assert told(judged(*spans((97, 1, 12)), out)) == [], "97 was no fall"


def test_a_cuff_far_over_the_one_before_is_to_be_repeated() -> None:
    cuffs = [received(60 * n, reading(SYSTOLIC, value, 60 * n)) for n, value in enumerate((120, 150, 181, 182), 1)]
    judge = judged(*cuffs, repeat_jump=30.0)
    assert told(judge, "check.repeat_bp") == [(120, "repeat-bp", False), (240, "repeat-bp", False)]
    assert judge.log[-1].id == "s1.check.repeat_bp.1"
