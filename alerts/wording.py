"""Rules in words: what each does, every number of it with its unit, and where the numbers come from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import Field, fields
from typing import Any, NamedTuple, Protocol

from alerts.checks import SOURCE, spoken
from alerts.explain import span
from alerts.profile import PHASES, ObservationRule, Profile, Rule, Threshold, Trend
from alerts.rules import missing
from alerts.rules.composite import DISAGREEMENT, NEWS2, SHOCK_INDEX, TWO_OF_THREE, Composite
from monitors.instant import MINUTE, SECOND, Duration
from monitors.vitals import KINDS, Vital


class Parameter(NamedTuple):
    """One number (or flag) of a rule: in the unit a person would use ("1" for a count), with what it says."""

    name: str
    value: float | bool
    unit: str
    says: str


class Ruled(Protocol):
    """What every kind of rule has, also one that has no words of its own here."""

    @property
    def id(self) -> str:
        """The rule's name in its profile."""


class Worded(NamedTuple):
    """A rule as a person reads it; `vital` is "" for what is about no single vital."""

    rule: str
    kind: str
    condition: str
    vital: str
    priority: str
    phases: tuple[str, ...]
    title: str
    what: str
    parameters: tuple[Parameter, ...]
    source: str


SAYS = {
    "limit": "the value that is compared with; a trend is about to cross it",
    "clear": "the value at which it is over",
    "on_after": "seconds for which it must be broken",
    "on_count": "readings that must break it",
    "of": "the newest readings among which those are counted",
    "severity": "how many seconds times units beyond the limit put it up before its time; 0: none",
    "pair_each": "the mean of two readings is compared, and each must be beyond this",
    "pair_apart": "the two readings may lie no further apart than this; 0: not asked for",
    "widest": "the least strict limit that one person alone may set for a session",
    "off_after": "seconds for which it must be clear",
    "off_count": "readings in a row that must be clear",
    "stage": "reaching it makes an alarm worse even at the same priority",
    "latches": "the alarm stays until somebody acknowledges it",
    "window": "the seconds of readings that it looks at",
    "points": "points that the window must hold",
    "slope": "the slowest fall that counts",
    "gate_below": "it looks only at this value and under it",
    "level_below": "the robust level must be at this value or under it",
    "fall": "so far under the baseline, or under the highest point of the window; 0: not asked for",
    "within_s": "how far ahead the fall is carried on",
    "residual": "the most that values may scatter about the slope",
    "step": "the largest step between neighbouring readings; 0: not asked for",
    "step_window": "the seconds in which there may be no larger step",
    "drop": "how far the level lies under the minute before the window; 0: not asked for",
    "block": "the seconds of readings that become one point; 0: each reading is one",
    "clear_fall": "how far under the baseline it is over",
    "every": "seconds from one look to the next",
    "looks": "looks in a row that must find it",
    "spo2_below": "an SpO2 under this is one of the three",
    "heart_rate_above": "a heart rate over this is one of the three",
    "systolic_below": "a systolic under this is one of the three",
    "single": "so many points of one part of the score are enough by themselves",
    "off_looks": "looks in a row that must not, until it is over",
}
"""What each number of a rule says, by the rule's field."""

COMPOSITE_TITLES = {
    SHOCK_INDEX: "Shock index (heart rate over systolic) above {limit:g}",
    TWO_OF_THREE: "Two of SpO2, heart rate and systolic beyond mild limits at one time",
    DISAGREEMENT: "Heart rate by ECG and by pulse {limit:g} or more apart",
    NEWS2: "NEWS2, a secondary score, of {limit:g} or more",
}

FROM_BASELINE = {
    "limit": "the distance from the person's own baseline that is compared with",
    "clear": "the distance from the baseline at which it is over",
    "widest": "the largest distance that one person alone may set for a session",
}

NO_NUMBERS = frozenset({
    "id", "order", "condition", "vital", "priority", "phases", "source", "side", "relative", "percent", "inclusive",
})

REFERENCE = "clinical reference, default profile: technical"
TECHNICAL: dict[str, tuple[str, Duration, str]] = {
    "missing": ("no usable value, and no other cause for it", missing.MISSING_FOR, REFERENCE),
    "probe_off": ("the device says that its probe is off", int(missing.PENDING_FOR[missing.PROBE_OFF]), "proposal"),
    "invalid": ("values that cannot be believed", int(missing.PENDING_FOR[missing.INVALID]), "proposal"),
    "cuff_failed": ("the device says that a cuff measurement failed", 0, REFERENCE),
    "session.unmonitored": ("neither SpO2 nor heart or pulse rate", missing.UNMONITORED_FOR, REFERENCE),
    "session.unwatched": ("no screen that can be heard watches an alarm of high priority", 10 * SECOND, "proposal"),
    "device.silent": ("every series of a device is missing, cuffs apart", missing.MISSING_FOR, REFERENCE),
    "device.clock_skew": ("a device's clock is over 30 s wrong", 60 * SECOND, REFERENCE),
    "device.unassigned": ("a device talks, and no session takes its readings", 60 * SECOND, "proposal"),
    "session.backfill": ("readings that came late were beyond a limit", 0, "proposal"),
    "check.bp_overdue": ("no blood pressure for the phase's cadence and the profile's figure more", 0, SOURCE),
    "check.due": ("a check of the protocol is due and was not done", 0, SOURCE),
    "check.repeat_bp": ("one cuff differs much from the one before it", 0, "clinical reference, BP against baseline"),
    "notification.failing": ("a channel of notifications takes nothing", 0, "docs/notifications.md"),
    "recording.stalled": ("what is shown is judged, but not stored", SECOND // 4, "docs/architecture.md"),
    "judging.stalled": ("the judging itself failed", 0, "docs/architecture.md"),
}
"""What the program itself finds, by condition or a part of it: what, after how long at least, and the source."""


def rules_of(profile: Profile) -> list[Worded]:
    """Every rule of a profile, in the order of its file; those on observations and composite ones come last."""
    ordered = sorted(profile.rules, key=lambda rule: rule.order)
    return [worded(rule) for rule in (*ordered, *profile.observation_rules, *profile.composites)]


def worded(rule: Rule | ObservationRule | Composite) -> Worded:
    """One rule as a person reads it."""
    vital = getattr(rule, "vital", "")
    return Worded(
        rule.id, type(rule).__name__.lower(), rule.condition, str(vital), rule.priority.name.lower(),
        tuple(phase for phase in PHASES if phase in rule.phases), title(rule), what(rule), tuple(parameters(rule)),
        rule.source,
    )


def parameters(rule: object) -> Iterator[Parameter]:
    """Every number of a rule, in the order of its fields; what is not asked for (None) is left out."""
    vital = getattr(rule, "vital", "")
    unit = KINDS[Vital(vital)].spoken_unit if vital else ""
    for field in fields(rule):  # type: ignore[arg-type]  # every rule is a dataclass
        value = getattr(rule, field.name)
        if field.name in NO_NUMBERS or not isinstance(value, int | float) or math.isnan(value):
            continue
        relative = FROM_BASELINE if getattr(rule, "relative", False) else {}
        says = relative.get(field.name) or SAYS.get(field.name, field.name.replace("_", " "))
        shown = value / SECOND if field.type == "Duration" else value
        percent = "%" if getattr(rule, "percent", False) and field.name in FROM_BASELINE else unit
        yield Parameter(field.name, shown, _unit(field, percent), says)


def _unit(field: Field[Any], unit: str) -> str:
    """The unit of a rule's field: durations are told in seconds, counts have none."""
    if field.type == "Duration" or field.name.endswith("_s"):
        return "s"
    if field.name in ("slope", "severity"):
        return f"{unit}/s" if field.name == "slope" else f"{unit}·s"
    return {"bool": "", "int": "1"}.get(str(field.type), unit)


def title(rule: Ruled) -> str:
    """What a rule is about, in a few words."""
    if isinstance(rule, Threshold):
        return f"{KINDS[rule.vital].name} {_beyond(rule)}"
    if isinstance(rule, Trend):
        kind = KINDS[rule.vital]
        return f"{kind.name} falling to {rule.limit:g}{_spoken(rule.vital)}"
    if isinstance(rule, Composite):
        single = "" if math.isnan(rule.single) else f", or {rule.single:g} in one part of it"
        return COMPOSITE_TITLES[rule.condition].format(limit=rule.limit) + single
    if isinstance(rule, ObservationRule):
        return f"{spoken(rule.what)} at or below {rule.limit:g}"
    return rule.id.replace("-", " ")


def what(rule: Ruled) -> str:
    """What a rule does, in one sentence; a kind without words of its own is told by its class and its numbers."""
    if isinstance(rule, Threshold):
        return f"{title(rule)}{_lasting(rule)}; over at {_clear(rule)}"
    if isinstance(rule, Trend):
        unit = _spoken(rule.vital)
        return (
            f"{title(rule)}: at {rule.gate_below:g}{unit} or under, the robust slope of the last "
            f"{span(rule.window)} is {abs(rule.slope):g}{unit}/s or steeper downwards and crosses {rule.limit:g}{unit} "
            f"within {rule.within_s:g} s, in {rule.looks} looks in a row, one each {span(rule.every)}"
        )
    if isinstance(rule, Composite):
        return f"{title(rule)} for {span(rule.on_after)}; over after {span(rule.off_after)} within the quiet side"
    if isinstance(rule, ObservationRule):
        return f"{title(rule)}, as a person observes it, at once; over at {rule.clear:g} or more"
    says = (type(rule).__doc__ or type(rule).__name__).split("\n")[0].rstrip(".")
    given = (one for one in parameters(rule) if not isinstance(one.value, bool))
    numbers = (f"{one.name} {one.value:g} {one.unit}".removesuffix(" 1") for one in given)
    return f"{says}; {', '.join(numbers)}"


def _spoken(vital: Vital) -> str:
    """A vital's unit with the space before it, where people say it."""
    unit = KINDS[vital].spoken_unit
    return "" if unit == "/min" else f" {unit}"


def _beyond(rule: Threshold) -> str:
    """A rule's limit as words."""
    unit = " %" if rule.percent else _spoken(rule.vital)
    if rule.relative:
        return f"more than {abs(rule.limit):g}{unit} {'over' if rule.side > 0 else 'under'} the person's baseline"
    return f"{'at or ' if rule.inclusive else ''}{'above' if rule.side > 0 else 'below'} {rule.limit:g}{unit}"


def _lasting(rule: Threshold) -> str:
    """How long, or how often, it must be broken."""
    lasting = f" for {span(rule.on_after)}" if rule.on_after else ""
    return lasting + (f", {rule.on_count} readings in a row" if rule.on_count > 1 else "")


def _clear(rule: Threshold) -> str:
    """Where, and after how long, it is over."""
    unit, side = " %" if rule.percent else _spoken(rule.vital), "or less" if rule.side > 0 else "or more"
    if rule.relative:
        place = f"{abs(rule.clear):g}{unit} {side if rule.side > 0 else 'or less'} from it"
    else:
        place = f"{rule.clear:g}{unit} {side}"
    lasting = f" for {span(rule.off_after)}" if rule.off_after else ""
    return place + lasting + (f", {rule.off_count} readings in a row" if rule.off_count > 1 else "")


def technical(condition: str, priority: str) -> Worded | None:
    """What the program itself finds, as a rule; None for a condition that it doesn't make."""
    asked = condition.startswith("check.") and condition.endswith("_due")
    names = ("check.due",) if asked else (condition, condition.partition(".")[2], condition.partition("_")[0])
    found = next((TECHNICAL[name] for name in names if name in TECHNICAL), None)
    if found is None:
        return None
    says, least, source = found
    lasting = f" for {span(least)}, or longer where readings come slower" if least else ""
    numbers = (Parameter("on_after", least / SECOND, "s", "seconds for which it must last, at least"),) if least else ()
    kind = "protocol" if condition.startswith("check.") else "technical"
    return Worded(condition, kind, condition, "", priority, PHASES, says, f"{says}{lasting}", numbers, source)


def figures(profile: Profile) -> list[Parameter]:
    """The figures of a profile that belong to no rule."""
    cuffs = [
        Parameter(f"cuff_every.{phase}", every / MINUTE, "min", f"between two cuffs in {phase}")
        for phase, every in profile.cadence.items()
    ]
    overdue = [
        Parameter(f"bp_overdue.{phase}", late / MINUTE, "min", f"beyond that until a pressure is overdue in {phase}")
        for phase, late in profile.bp_overdue.items()
    ]
    handling = profile.handling
    told = (
        ("acknowledgement_expires", handling.expires_after, MINUTE, "min",
         "after which an acknowledged {} alarm sounds again while its condition lasts"),
        ("escalation_louder_after", handling.louder_after, SECOND, "s", "after which an unseen {} alarm gets louder"),
        ("escalation_next_role_after", handling.next_role_after, SECOND, "s",
         "after which an unseen {} alarm calls the next role"),
    )
    stages = [
        Parameter(f"{name}.{priority.name.lower()}", after / unit, short, says.format(priority.name.lower()))
        for name, table, unit, short, says in told for priority, after in table.items()
    ]
    caps = [
        Parameter("audio_pause_at_most", handling.pause_at_most / SECOND, "s", "for which a sound is paused at most"),
        Parameter("shelve_at_most", handling.shelve_at_most / MINUTE, "min", "for which an alarm is shelved at most"),
    ]
    return [*cuffs, *overdue, *stages, *caps]
