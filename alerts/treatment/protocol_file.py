"""Reads a protocol from its TOML file, in which each table has its source; what is wrong is refused by key and fix."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Container, Iterator
from typing import overload

import msgspec

from alerts.checks_file import EARLY
from alerts.treatment.protocol import CheckRule, Discharge, DoseRule, Gate, Protocol
from alerts.treatment.scales import SCALES
from monitors.instant import MINUTE, Duration
from monitors.session import Phase

PRESSURE = re.compile(r"bp_[a-z0-9_]{1,40}")
ROUTES = ("intravenous", "intramuscular", "intranasal")


class ProtocolError(Exception):
    """A protocol file that can't be used; the text names the file, the key and the fix."""


class DoseWritten(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The table [dose]."""

    drug: str
    route: str
    unit: str
    usual: float
    most: float
    source: str
    per_kg: bool = False
    most_per_hour: float | None = None
    most_in_all: float | None = None
    lasts_min: float = 0
    lasts_at_most_min: float = 0
    doses_at_most: int = 1
    apart_min: float = 0


class GateWritten(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The table [gate]."""

    systolic_most: float
    systolic_most_older: float
    older_from: float
    diastolic_most: float
    spo2_least: float
    heart_rate_least: float
    heart_rate_most: float
    respiratory_rate_least: float
    respiratory_rate_most: float
    source: str


class CheckWritten(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A table [[check]]."""

    what: str
    source: str
    before_min: float | None = None
    every_min: float | None = None
    phases: tuple[str, ...] = ()
    after_min: tuple[float, ...] = ()
    early_min: float = 5


class DischargeWritten(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The table [discharge]."""

    watched_min: float
    recovery_score_least: float
    pressure_within_percent: float
    moaas_least: float
    dissociation_most: float
    fresh_min: float
    source: str
    escort: bool = True


class ProtocolWritten(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole file."""

    name: str
    title: str
    profile: str
    dose: DoseWritten | None = None
    gate: GateWritten | None = None
    check: tuple[CheckWritten, ...] = ()
    discharge: DischargeWritten | None = None


def load_protocol(file: str, text: str, profiles: Container[str]) -> Protocol:
    """The protocol of a TOML text; raises ProtocolError naming `file`, the key and the fix."""
    try:
        told = tomllib.loads(text)
        if strange := next(_strange(told, ""), ""):
            raise ProtocolError(f"{file}: {strange}: give a finite number, or words")
        written = msgspec.convert(told, ProtocolWritten)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{file}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ProtocolError(f"{file}: {error}. See docs/protocols.md for the keys") from error
    if written.name != file.removesuffix(".toml"):
        raise ProtocolError(f"{file}: name: {written.name}; give the file's own name")
    if written.profile not in profiles:
        raise ProtocolError(f"{file}: profile: {written.profile}; give the name of a profile's file")
    try:
        return Protocol(
            written.name, written.title, written.profile, _dose(written.dose), _gate(written.gate),
            _checks(written.check), _discharge(written.discharge),
        )
    except ValueError as error:
        raise ProtocolError(f"{file}: {error}") from error


def _strange(told: object, where: str) -> Iterator[str]:
    """Where a table has what nobody can mean: a number that is not finite, an empty text (a source's says more)."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _strange(value, f"{where}.{key}".lstrip("."))
    elif isinstance(told, list):
        for place, value in enumerate(told):
            yield from _strange(value, f"{where}[{place}]")
    elif (isinstance(told, float) and not math.isfinite(told)) or (told == "" and not where.endswith("source")):
        yield where


def _dose(one: DoseWritten | None) -> DoseRule | None:
    if one is None:
        return None
    _sourced("dose", one.source)
    if one.route not in ROUTES:
        raise ValueError(f"dose: route: {one.route}; give one of {', '.join(ROUTES)}")
    in_all = one.most if one.most_in_all is None else one.most_in_all
    if not 0 < one.usual <= one.most <= in_all:
        raise ValueError(f"dose: usual, most, most_in_all: {one.usual:g}, {one.most:g}, {in_all:g}; over 0, rising")
    usual_rate = one.usual / one.lasts_min * 60 if one.lasts_min > 0 else math.inf
    if one.most_per_hour is not None and one.most_per_hour < usual_rate:
        raise ValueError(f"dose: most_per_hour: {one.most_per_hour:g}; give the usual rate or more, infusions only")
    if not 0 <= one.lasts_min <= one.lasts_at_most_min:
        raise ValueError(
            f"dose: lasts_min, lasts_at_most_min: {one.lasts_min:g}, {one.lasts_at_most_min:g}; 0 or more, rising"
        )
    if one.doses_at_most < 1 or one.apart_min < 0:
        raise ValueError("dose: doses_at_most, apart_min: give at least one dose, and 0 minutes or more between them")
    return DoseRule(
        one.drug, one.route, one.unit, one.per_kg, one.usual, one.most, one.most_per_hour, in_all,
        _minutes(one.lasts_min), _minutes(one.lasts_at_most_min), one.doses_at_most, _minutes(one.apart_min),
        one.source,
    )


def _gate(one: GateWritten | None) -> Gate | None:
    if one is None:
        return None
    _sourced("gate", one.source)
    for low, high in (("heart_rate_least", "heart_rate_most"), ("respiratory_rate_least", "respiratory_rate_most")):
        if not 0 < getattr(one, low) < getattr(one, high):
            raise ValueError(f"gate: {low}, {high}: give positive numbers, the least first")
    if not 50 <= one.spo2_least <= 100:
        raise ValueError(f"gate: spo2_least: {one.spo2_least:g} %; give 50 to 100")
    if not 18 <= one.older_from <= 120:
        raise ValueError(f"gate: older_from: {one.older_from:g}; give 18 to 120 years")
    if not 30 <= one.diastolic_most < one.systolic_most <= one.systolic_most_older <= 250:
        raise ValueError("gate: diastolic_most, systolic_most, systolic_most_older: rising, 30 to 250 mmHg")
    return Gate(**{name: getattr(one, name) for name in one.__struct_fields__})


def _checks(written: tuple[CheckWritten, ...]) -> tuple[CheckRule, ...]:
    seen: set[str] = set()
    for place, one in enumerate(written):
        where = f"check[{place}] ({one.what})"
        _sourced(where, one.source)
        if one.what in seen:
            raise ValueError(f"{where}: what: used twice; give each check one table")
        seen.add(one.what)
        if one.what not in SCALES and not PRESSURE.fullmatch(one.what):
            raise ValueError(f"{where}: what: no scale; give one of {', '.join(SCALES)}, or bp_... for a pressure")
        if one.what not in SCALES and (one.before_min is not None or one.every_min or len(one.after_min) != 1):
            raise ValueError(f"{where}: after_min: a pressure is asked for once; give each time a check of its own")
        if one.what not in SCALES and round(one.early_min * MINUTE) != EARLY:
            raise ValueError(f"{where}: early_min: a pressure counts from {EARLY / MINUTE:g} min before; leave it out")
        if one.before_min is None and one.every_min is None and not one.after_min:
            raise ValueError(f"{where}: before_min, every_min, after_min: say at least one")
        if (one.every_min is None) is not (not one.phases) or not set(one.phases) <= set(Phase):
            raise ValueError(f"{where}: phases: give those in which it is done every_min; of {', '.join(Phase)}")
        minutes = [one.before_min, one.every_min, one.early_min, *one.after_min]
        if any(m is not None and not 0 <= m <= 48 * 60 for m in minutes) or one.every_min == 0:
            raise ValueError(f"{where}: minutes: give 0 to 2880, every_min over 0")
        if list(one.after_min) != sorted(set(one.after_min)):
            raise ValueError(f"{where}: after_min: give rising minutes after the first dose")
    return tuple(
        CheckRule(
            one.what, _minutes(one.before_min), _minutes(one.every_min), frozenset(one.phases),
            tuple(round(m * MINUTE) for m in one.after_min), _minutes(one.early_min), one.source,
        )
        for one in written
    )


def _discharge(one: DischargeWritten | None) -> Discharge | None:
    if one is None:
        return None
    _sourced("discharge", one.source)
    for name, least, most in (
        ("watched_min", 0, 48 * 60), ("recovery_score_least", 0, 10), ("pressure_within_percent", 1, 50),
        ("moaas_least", 0, 5), ("dissociation_most", 0, 24), ("fresh_min", 1, 240),
    ):
        if not least <= getattr(one, name) <= most:
            raise ValueError(f"discharge: {name}: {getattr(one, name):g}; give {least} to {most}")
    return Discharge(
        _minutes(one.watched_min), one.recovery_score_least, one.pressure_within_percent, one.moaas_least,
        one.dissociation_most, one.escort, _minutes(one.fresh_min), one.source,
    )


def _sourced(where: str, source: str) -> None:
    if not source.strip():
        raise ValueError(f"{where}: source: empty; say where the numbers come from")


@overload
def _minutes(minutes: float) -> Duration: ...
@overload
def _minutes(minutes: float | None) -> Duration | None: ...
def _minutes(minutes: float | None) -> Duration | None:
    return None if minutes is None else round(minutes * MINUTE)
