"""What several sessions of a course come to in words: the doses and the adverse events of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.report.figure import Figure
from app.report.patient_course import Treated
from app.report.telling import told


def drug_of(given: Figure) -> str:
    """The drug of a figure that says how much of it was given."""
    return given.title.removeprefix("Given, ")


def given_in_all(sessions: Sequence[Treated]) -> str:
    """The sum of each drug over the sessions that know it, and how many don't."""
    sums: dict[tuple[str, str], float] = {}
    lacking = 0
    for session in sessions:
        for one in session.given:
            if isinstance(one.value, int | float):
                kind = drug_of(one), one.unit
                sums[kind] = sums.get(kind, 0) + one.value
            else:
                lacking += 1
    known = ", ".join(f"{drug} {told(amount, unit)}" for (drug, unit), amount in sums.items()) or "not recorded"
    return f"{known}; no dose told in {lacking} of {len(sessions)} sessions" if lacking else known


def adverse_events(sessions: Sequence[Treated]) -> str:
    """How many there were of each kind, and how many of them were serious."""
    every = [event for session in sessions for event in session.events]
    if not every:
        return "none was noted"
    kinds = ", ".join(f"{what} {often}" for what, often in Counter(one.what for one in every).most_common())
    serious = sum(one.serious for one in every)
    return f"{len(every)}: {kinds}; {serious or 'none'} serious"
