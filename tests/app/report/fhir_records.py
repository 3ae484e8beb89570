"""Records of sessions made by hand, and the readings of a bundle read back from it as a stranger would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

from alerts.alarm import Acknowledgement, Alarm, Kind, Priority, Scope, Shelving, State
from alerts.profile import Profile
from alerts.treatment.protocol import Protocol
from app.ports import Point
from app.profiles import read_profiles
from app.protocols import read_protocols
from app.report.fhir_series import R5
from app.report.record import Line, Record, beds, closed_at
from monitors.entries import AnyBody, Entry, SessionClosed, SessionOpened
from monitors.instant import MINUTE, SECOND, Instant, from_datetime
from monitors.steps import PatientKnown
from monitors.vitals import KINDS, Vital
from tests.app.report.fhir_check import of_kind

T0: Instant = 1_795_000_000 * SECOND
Told = tuple[float, str, AnyBody]
Read = tuple[str, str, Instant, float]
"""A usable reading: its MDC code, its device, its instant and its value."""

OPENED = SessionOpened("s1", "Chair 1", "ketamine-iv", "ketamine-iv", "P-17", "baseline")


def minute(minutes: float) -> Instant:
    """The instant so many minutes after the opening."""
    return T0 + round(minutes * MINUTE)


def history(told: Iterable[Told]) -> list[Entry]:
    """The entries of a session: its opening, then what was told, by minute."""
    bodies: list[Told] = [(0, "ann", OPENED), *told]
    return [Entry(number, minute(at), by, body) for number, (at, by, body) in enumerate(bodies, 1)]


@cache
def profiles() -> dict[str, Profile]:
    """The shipped profiles."""
    return read_profiles()


@cache
def protocols() -> dict[str, Protocol]:
    """The shipped protocols."""
    return read_protocols(profiles())


def line(vital: Vital, points: Iterable[tuple[float, float | None, str]], device: str = "m1") -> Line:
    """A series of (minute, value, quality)."""
    return Line(vital, device, tuple(Point(minute(at), value, quality) for at, value, quality in points))


def record(
    told: Sequence[Told] = (), lines: Sequence[Line] = (), *, alarms: Sequence[Alarm] = (), closed: float | None = 120,
    mode: str = "real", patient: PatientKnown | None = None, protocol: str = "ketamine-iv",
) -> Record:
    """A record of such a session, closed at a minute, or still open."""
    end: list[Told] = [] if closed is None else [(closed, "ann", SessionClosed("s1", "done"))]
    entries = history([*told, *end])
    return Record(
        "s1", beds(entries)[-1][1], "P-17", patient or PatientKnown("P-17"), protocols()[protocol],
        profiles()["ketamine-iv"], entries, tuple(alarms), tuple(lines), T0, closed_at(entries), minute(240), mode,
    )


def alarm(name: str = "s1.spo2_low.1", *, ended: bool = True) -> Alarm:
    """An alarm of SpO2 that somebody put off and acknowledged."""
    return Alarm(
        name, 4, minute(31), Scope("s1", "m1", "Chair 1"), "spo2_low", Kind.PHYSIOLOGICAL, Priority.HIGH,
        State.ENDED if ended else State.ACKNOWLEDGED, minute(30), minute(29.8), minute(31) if ended else None,
        "SpO2 84 % < 85", 84.0, 85.0, "spo2_low_high", "clinical reference", "spo2",
        evidence=((minute(29.8), 84.0), (minute(29.9), 83.5)),
        acknowledged=Acknowledgement("bob", minute(30.2), "on my way", None),
        end_reason="over" if ended else "", baseline=97.0, unconfirmed=True,
        shelved=Shelving("ann", minute(30.1), minute(32), "moving"),
    )


def usable_readings(lines: Iterable[Line]) -> list[Read]:
    """What a bundle must tell of these lines, value by value."""
    return sorted(
        (str(KINDS[one.vital].mdc), one.device, point.measured_at, round(point.value, 6))
        for one in lines for point in one.points if point.value is not None and point.quality != "invalid"
    )


def instant(text: str) -> Instant:
    """The instant of a time of the bundle."""
    return from_datetime(datetime.fromisoformat(text))


def mdc(code: dict[str, Any]) -> str:
    """The MDC code of a concept; "" where it has none."""
    return next((one["code"] for one in code["coding"] if "11073" in one["system"]), "")


def read_back(bundle: dict[str, Any]) -> list[Read]:
    """Every reading of a bundle: copies of samples, which are derived from their series, are not told twice."""
    devices = {
        f"urn:uuid:{one['id']}": one["identifier"][0]["value"]
        for one in of_kind(bundle, "Device") if "identifier" in one
    }
    found: list[Read] = []
    for one in of_kind(bundle, "Observation"):
        if "device" not in one or "derivedFrom" in one:
            continue
        device = devices[one["device"]["reference"]]
        if "valueSampledData" in one:
            since = instant(one["effectivePeriod"]["start"])
            found += [(mdc(one["code"]), device, at, value) for at, value in samples(one["valueSampledData"], since)]
            continue
        for part in (one, *one.get("component", ())):
            if "valueQuantity" in part:
                own = [each["valueDateTime"] for each in part.get("extension", ()) if each["url"].endswith(":at")]
                at = instant((own or [one["effectiveDateTime"]])[0])
                found.append((mdc(part["code"]), device, at, part["valueQuantity"]["value"]))
    return sorted(found)


def samples(sampled: dict[str, Any], since: Instant) -> list[tuple[Instant, float]]:
    """The samples of SampledData with their instants, those that are E left out."""
    texts = sampled["data"].split()
    offsets = [one["valueString"] for one in sampled.get("extension", ()) if one["url"] == f"{R5}.offsets"]
    if offsets:
        milliseconds = [float(one) for one in offsets[0].split()]
    else:
        milliseconds = [place * sampled["period"] for place in range(len(texts))]
    assert all(before <= after for before, after in pairwise(milliseconds))
    return [
        (since + round(each * 1000), float(text))
        for text, each in zip(texts, milliseconds, strict=True) if text != "E"
    ]
