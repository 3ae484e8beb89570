"""The alarm load as JSON and as lines: one shape for `/v1/alarms/load` and for `infusion-watch replay --load`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from alerts.load import DEFINITIONS, Answers, Figures, Spell
from monitors.instant import SECOND, Instant, rfc3339


class Share(Struct, frozen=True):
    """How many alarms one name made; null a bed-hour where no session was open."""

    name: str
    alarms: int
    per_bed_hour: float | None


class SpellShown(Struct, frozen=True):
    """A time of chattering (with `scope` and `condition`) or of flood; the ward's own flood has the bed ""."""

    bed: str
    scope: str
    condition: str
    begin_at: str
    end_at: str
    onsets: int


class AnswersShown(Struct, frozen=True):
    """How alarms of one priority, the worst they reached, were acknowledged: seconds from onset."""

    priority: str
    acknowledged: int
    median_s: float | None
    p90_s: float | None
    never: int
    waiting: int


class DefinitionShown(Struct, frozen=True):
    """One constant of the figures, with its source."""

    name: str
    value: float
    unit: str
    says: str
    source: str


class LoadShown(Struct, frozen=True):
    """The alarm load of [since, until) of one bed, or (bed "") of the ward."""

    since: str
    until: str
    bed: str
    bed_hours: float
    alarms: int
    per_bed_hour: float | None
    by_rule: list[Share]
    by_condition: list[Share]
    by_priority: list[Share]
    by_kind: list[Share]
    standing: tuple[str, ...]
    chattering: list[SpellShown]
    floods: list[SpellShown]
    acknowledgement: list[AnswersShown]
    definitions: list[DefinitionShown]


def shown(figures: Figures, bed: str = "") -> LoadShown:
    """The figures as they are told."""
    hours = figures.bed_hours
    return LoadShown(
        rfc3339(figures.since), rfc3339(figures.until), bed, round(hours, 6), figures.alarms,
        rate(figures.alarms, hours), _shares(figures.by_rule, hours), _shares(figures.by_condition, hours),
        _shares(figures.by_priority, hours), _shares(figures.by_kind, hours), figures.standing,
        [_spell(one) for one in figures.chattering], [_spell(one) for one in figures.floods],
        [_answers(priority.name.lower(), one) for priority, one in figures.answers.items()],
        [DefinitionShown(*one) for one in DEFINITIONS],
    )


def rate(alarms: int, hours: float) -> float | None:
    """Alarms a bed-hour, None where there was no bed-hour."""
    return round(alarms / hours, 3) if hours > 0 else None


def _shares(counts: Mapping[str, int], hours: float) -> list[Share]:
    return [Share(name, count, rate(count, hours)) for name, count in counts.items()]


def _spell(spell: Spell) -> SpellShown:
    began, ended = rfc3339(spell.since), rfc3339(spell.until)
    return SpellShown(spell.bed, spell.scope, spell.condition, began, ended, spell.onsets)


def _answers(priority: str, found: Answers) -> AnswersShown:
    median, p90 = (None if at is None else at / SECOND for at in (found.median, found.p90))
    return AnswersShown(priority, found.acknowledged, median, p90, found.never, found.waiting)


def lines(figures: Figures) -> Iterator[str]:
    """The figures of a recording for a person; its times are seconds from its zero."""
    yield f"{figures.alarms} alarms in {figures.bed_hours:.2f} bed-hours: {_rate(figures.alarms, figures.bed_hours)}"
    parts = (
        ("priority", figures.by_priority), ("kind", figures.by_kind), ("condition", figures.by_condition),
        ("rule", figures.by_rule),
    )
    for title, counts in parts:
        yield ""
        yield f"{'by ' + title:<36} {'alarms':>7}  a bed-hour"
        for name, count in counts.items():
            yield f"  {name:<34} {count:>7}  {_rate(count, figures.bed_hours)}"
    yield ""
    yield f"standing (over 10 min): {len(figures.standing)}"
    for title, spells in (("chattering (3 in 10 min)", figures.chattering), ("flood (10 in 10 min)", figures.floods)):
        yield f"{title}: {len(spells)}"
        for one in spells:
            place = f"bed {one.bed}" if one.bed else "ward"
            what = f" {one.condition}" if one.condition else ""
            yield f"  {place}{what}: {one.onsets} onsets, {_time(one.since)} to {_time(one.until)}"


def _rate(alarms: int, hours: float) -> str:
    found = rate(alarms, hours)
    return "-" if found is None else f"{found:.2f}"


def _time(at: Instant) -> str:
    return f"{at / SECOND:g} s"
