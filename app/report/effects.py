"""The effects that the REMS form asks for: sedation, dissociation and respiratory depression, with onset and end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from alerts.treatment.dosing import first_dose_at
from alerts.treatment.observed import AdverseEvent, Observation, events, observations
from alerts.treatment.scales import SCALES
from app.report.record import Record
from app.report.telling import number, stamp
from monitors.instant import Instant

AWAKE = 5.0
"""MOAA/S of a person who is wide awake."""

CLEAR_AT_MOST = 1.0
"""Dissociation up to which nothing is said of it where the protocol has no figure (proposal)."""


class EffectShown(msgspec.Struct, frozen=True):
    """One effect; `occurred` is null where nobody looked; `worst` tells the scale's worst, `source` how it is known."""

    what: str
    occurred: bool | None
    onset: str | None
    ended_at: str | None
    worst: str
    source: str

    @property
    def told(self) -> str:
        """The effect in words."""
        if self.occurred is None:
            return f"not recorded ({self.source})"
        if not self.occurred:
            return f"no ({self.source})"
        return f"yes, from {self.onset} to {self.ended_at or 'not recorded'}; {self.worst} ({self.source})"


def effects(record: Record) -> list[EffectShown]:
    """The three effects; an adverse event of that name counts before a scale."""
    rule = record.protocol.discharge
    most = rule.dissociation_most if rule else CLEAR_AT_MOST
    return [
        _effect(record, "Sedation", "moaas", lambda value, _before: value < AWAKE, min),
        _effect(record, "Dissociation", "dissociation", lambda value, before: value > max(most, before), max),
        _by_event(record, "Respiratory depression") or EffectShown(
            "Respiratory depression", None, None, None, "",
            "no event of that name was noted, and no scale tells it",
        ),
    ]


def _effect(
    record: Record, what: str, scale: str, broken: Callable[[float, float], bool],
    worst: Callable[[Sequence[float]], float],
) -> EffectShown:
    noted = _by_event(record, what)
    first = first_dose_at(record.history)
    told = [one for one in observations(record.history) if one.what == scale and not isinstance(one.value, str)]
    before = [float(one.value) for one in told if first is None or one.at < first]
    after = [one for one in told if first is not None and one.at >= first]
    if noted is not None:
        return noted
    if not after:
        name = SCALES[scale].name
        return EffectShown(what, None, None, None, "", f"{name} was not observed since the first dose")
    return _by_scale(record, what, after, before[-1] if before else 0.0, broken, worst)


def _by_scale(
    record: Record, what: str, after: list[Observation], before: float,
    broken: Callable[[float, float], bool], worst: Callable[[Sequence[float]], float],
) -> EffectShown:
    scale = SCALES[after[0].what]
    people = ", ".join(dict.fromkeys(one.by for one in after))
    source = f"{scale.name}, {len(after)} times, by {people}"
    up = [place for place, one in enumerate(after) if broken(float(one.value), before)]
    if not up:
        return EffectShown(what, occurred=False, onset=None, ended_at=None, worst="", source=source)
    last = up[-1]
    ended: Instant | None = after[last + 1].at if last + 1 < len(after) else None
    extreme = worst([float(one.value) for one in after])
    return EffectShown(
        what, occurred=True, onset=stamp(after[up[0]].at, record.zone),
        ended_at=None if ended is None else stamp(ended, record.zone),
        worst=f"{scale.name} {number(extreme)} at worst", source=source,
    )


def _by_event(record: Record, what: str) -> EffectShown | None:
    """The effect as adverse events of that name tell it: from the first one's onset to the last one's end."""
    found: list[AdverseEvent] = [
        one for one in events(record.history).values() if what.casefold() in one.what.casefold()
    ]
    if not found:
        return None
    ends = [one.ended_at for one in found]
    last = None if None in ends else max(end for end in ends if end is not None)
    people = ", ".join(dict.fromkeys(one.by for one in found))
    return EffectShown(
        what, occurred=True, onset=stamp(min(one.at for one in found), record.zone),
        ended_at=None if last is None else stamp(last, record.zone),
        worst=", ".join(dict.fromkeys(one.severity for one in found)), source=f"noted as an adverse event by {people}",
    )
