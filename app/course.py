"""The use cases of a treatment together, as one running ward has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.treatment.protocol import Protocol
from app.dosing import Dosing
from app.folds import Folds
from app.leaving import Leaving, Measured
from app.phases import Phases
from app.service import Recorder
from app.steps import Steps
from app.treating import Treating


@dataclass(frozen=True, slots=True)
class Course:
    """From check-in to discharge; each use case records through `steps`."""

    steps: Steps
    treating: Treating
    dosing: Dosing
    leaving: Leaving
    phases: Phases


def course(recorder: Recorder, folds: Folds, protocols: Mapping[str, Protocol]) -> Course:
    """The use cases on a ward's folds."""

    def measured(session: str) -> Measured:
        return Measured(folds.before(session), folds.pressure(session))

    steps = Steps(recorder, folds.roster, folds.histories, protocols)
    treating = Treating(steps, folds.levels, folds.roster.weight_before)
    leaving = Leaving(steps, folds.roster, measured, folds.active)
    return Course(steps, treating, Dosing(steps, treating), leaving, Phases(steps, folds.roster))
