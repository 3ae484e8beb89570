"""Scenarios: who lies in which bed, what happens when, and the alarms that must follow; read from TOML, strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from typing import Literal

import msgspec

from simulators.events import KINDS, AnyEvent, Change, ClockError, Dropout, LinkDown, Reboot, Silent

Protocol = Literal["ketamine-iv", "ketamine-im", "esketamine-nasal", "pain-infusion", "general"]
Phase = Literal["baseline", "infusion", "recovery"]
Priority = Literal["low", "medium", "high"]


class ScenarioError(Exception):
    """A scenario cannot be used; the text names the file, the key, what is wrong and the fix."""


class BedPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bed: its patient and monitor, and the events that befall them.

    `infusion_at_s` is when the dose begins (left out: none); `drug_effect` replaces the sampled factor on the mean
    rise in pressure; `cuff_first_s` counts from the beginning of the history; `vitals` are reported every second.
    """

    bed: str
    seed: int
    patient: str = ""
    protocol: Protocol = "ketamine-iv"
    phase: Phase = "infusion"
    infusion_at_s: float | None = None
    drug_effect: float | None = None
    cuff_every_s: int = 300
    cuff_first_s: int = 60
    vitals: tuple[Literal["heart_rate", "spo2", "pulse_rate", "respiratory_rate"], ...] = ("heart_rate", "spo2")
    events: tuple[AnyEvent, ...] = ()


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An alarm that must begin at a bed within [earliest_s, latest_s], at least once with this priority by then."""

    bed: str
    condition: str
    priority: Priority
    earliest_s: float
    latest_s: float


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A story of `lasts_s` seconds after `history_s` seconds of past; with `loops` its events come again and again.

    `alarms` must come; with `nothing_else` no other condition may raise an alarm.
    """

    about: str
    lasts_s: float
    beds: tuple[BedPlan, ...]
    history_s: int = 0
    loops: bool = False
    nothing_else: bool = False
    alarms: tuple[Expected, ...] = ()

    def local(self, time_s: float) -> float:
        """The place in the story at a time: the same again after each loop."""
        return time_s % self.lasts_s if self.loops and time_s >= self.lasts_s else time_s

    def widened(self, beds: int) -> Scenario:
        """The first `beds` beds; where there are not enough, quiet ones come again as other people."""
        plans = list(self.beds[:beds])
        quiet = [plan for plan in self.beds if not plan.events] or list(self.beds)
        for number in range(len(plans), beds):
            model = quiet[number % len(quiet)]
            seed = model.seed + 1000 * number
            plans.append(msgspec.structs.replace(model, bed=f"{number + 1}", seed=seed, patient=""))
        kept = {plan.bed for plan in plans}
        alarms = tuple(alarm for alarm in self.alarms if alarm.bed in kept)
        return msgspec.structs.replace(self, beds=tuple(plans), alarms=alarms)


@dataclass(frozen=True, slots=True)
class _Place:
    file: str

    def wrong(self, key: str, message: str, fix: str) -> ScenarioError:
        return ScenarioError(f"{self.file}: {key}: {message}. {fix}")


def names() -> list[str]:
    """The scenarios that come with the program."""
    folder = resources.files("simulators") / "scenarios"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def named(name: str) -> Scenario:
    """A scenario that comes with the program; raises ScenarioError for an unknown name."""
    if name not in names():
        raise ScenarioError(f"there is no scenario {name!r}. Take one of: {', '.join(names())}")
    file = resources.files("simulators") / "scenarios" / f"{name}.toml"
    return parse(f"{name}.toml", file.read_text(encoding="utf-8"))


def parse(file: str, text: str) -> Scenario:
    """A scenario from the text of a TOML file; raises ScenarioError."""
    place = _Place(file)
    try:
        scenario = msgspec.convert(tomllib.loads(text), Scenario)
    except tomllib.TOMLDecodeError as error:
        raise place.wrong("syntax", str(error), "Write it as TOML") from None
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$.") or "the file"
        raise place.wrong(key, message, _fix(message, key)) from None
    _check(scenario, place)
    return scenario


def _fix(message: str, key: str) -> str:
    if "unknown field" in message:
        return "Check its spelling, or take it out"
    if "missing required" in message:
        return "Add it"
    if key.endswith("kind"):
        return f"Take one of: {', '.join(KINDS)}"
    return "Give it a value of that type"


def _check(scenario: Scenario, place: _Place) -> None:
    if scenario.lasts_s <= 0:
        raise place.wrong("lasts_s", f"{scenario.lasts_s:g} is no duration", "Give seconds above 0")
    if scenario.history_s < 0:
        raise place.wrong("history_s", f"{scenario.history_s} is below 0", "Give the seconds of the past, 0 for none")
    if not scenario.beds:
        raise place.wrong("beds", "there is none", "Add a [[beds]]")
    beds = [plan.bed for plan in scenario.beds]
    for number, plan in enumerate(scenario.beds):
        if beds.index(plan.bed) != number:
            raise place.wrong(f"beds[{number}].bed", f"{plan.bed!r} is there twice", "Give each bed its own name")
        _check_bed(plan, scenario, place, f"beds[{number}]")
    _check_alarms(scenario, place, beds)


def _check_bed(plan: BedPlan, scenario: Scenario, place: _Place, key: str) -> None:
    if plan.seed < 0:
        raise place.wrong(f"{key}.seed", f"{plan.seed} is below 0", "Give a whole number from 0")
    if plan.cuff_every_s < 30:
        raise place.wrong(f"{key}.cuff_every_s", f"{plan.cuff_every_s} is too often", "Give at least 30 s")
    if not 0 <= plan.cuff_first_s <= plan.cuff_every_s:
        raise place.wrong(f"{key}.cuff_first_s", "not within the first interval", f"Give 0 to {plan.cuff_every_s}")
    for number, event in enumerate(plan.events):
        _check_event(event, scenario, place, f"{key}.events[{number}]")
    off = sorted((one for one in plan.events if isinstance(one, Silent | Reboot)), key=lambda one: one.at_s)
    for before, after in pairwise(off):
        if after.at_s < before.ends_s:
            fix = f"Start at {before.ends_s:g} or later"
            raise place.wrong(f"{key}.events", "the monitor goes off while it is off", fix)


def _check_event(event: AnyEvent, scenario: Scenario, place: _Place, key: str) -> None:
    if not -scenario.history_s <= event.at_s < scenario.lasts_s:
        fix = f"Give seconds from {-scenario.history_s} to below {scenario.lasts_s:g}"
        raise place.wrong(f"{key}.at_s", f"{event.at_s:g} is outside the story", fix)
    for name in ("for_s", "rise_s", "hold_s", "recovery_s"):
        if getattr(event, name, 0.0) < 0:
            raise place.wrong(f"{key}.{name}", "below 0", "Give seconds from 0")
    if scenario.loops and not isinstance(event, ClockError) and event.ends_s > scenario.lasts_s:
        fix = f"End it by {scenario.lasts_s:g}"
        raise place.wrong(f"{key}.at_s", f"it ends at {event.ends_s:g}, after the loop", fix)
    if isinstance(event, Dropout) and event.vital not in ("heart_rate", "spo2", "pulse_rate", "respiratory_rate"):
        raise place.wrong(f"{key}.vital", f"{event.vital!r} is not reported every second", "Take spo2 or heart_rate")
    if isinstance(event, Change) and event.to <= 0:
        raise place.wrong(f"{key}.to", f"{event.to:g} is no value", "Give the value it reaches, above 0")


def _check_alarms(scenario: Scenario, place: _Place, beds: Sequence[str]) -> None:
    for number, alarm in enumerate(scenario.alarms):
        key = f"alarms[{number}]"
        if alarm.bed not in beds:
            raise place.wrong(f"{key}.bed", f"there is no bed {alarm.bed!r}", f"Take one of: {', '.join(beds)}")
        if not 0 <= alarm.earliest_s < alarm.latest_s:
            raise place.wrong(f"{key}.latest_s", "the window is empty", "Give 0 <= earliest_s < latest_s")
        if "." not in alarm.condition:
            fix = "Write topic.direction, such as spo2.low"
            raise place.wrong(f"{key}.condition", f"{alarm.condition!r} is no condition", fix)


def off_at(plan: BedPlan, time_s: float) -> bool:
    """Whether the bed's monitor is off at a place in the story."""
    return any(isinstance(event, Silent | Reboot) and event.active(time_s) for event in plan.events)


def reboots_at(plan: BedPlan, time_s: float) -> bool:
    """Whether the bed's monitor is off to start anew."""
    return any(isinstance(event, Reboot) and event.active(time_s) for event in plan.events)


def link_down_at(plan: BedPlan, time_s: float) -> bool:
    """Whether the bed's monitor cannot send at a place in the story."""
    return any(isinstance(event, LinkDown) and event.active(time_s) for event in plan.events)
