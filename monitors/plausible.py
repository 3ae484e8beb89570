"""Whether a value can be believed: ranges, sentinels, statuses and pulse pressure, as a quality with its reason.

Ranges are those of the table of vitals; sentinels were seen on real wires; pulse pressure 10-110 mmHg is the clinical
reference's ("Plausibility and age"). Nothing is thrown away: an invalid value is kept as reported.
"""

from __future__ import annotations

from monitors.reading import Quality, Status
from monitors.vitals import KINDS, Vital

SENTINELS = frozenset({-100.0, 65535.0, -32768.0, 8388607.0, 384.5})
"""What devices send in place of "no value"; one that a vital can really have is not one for that vital."""

PULSE_PRESSURE = (10.0, 110.0)

UNUSABLE = {
    Status.PROBE_OFF: "device says probe off",
    Status.SEARCHING: "device says searching",
    Status.FAILED: "device says failed",
    Status.OFF: "device says off",
}
DOUBTFUL = {
    Status.MOTION: "device says motion",
    Status.LOW_PERFUSION: "device says low perfusion",
    Status.INFLATING: "device says inflating",
}

_RANGES = {
    vital: (kind.low, kind.high, f"outside {kind.low:g}-{kind.high:g} {kind.spoken_unit}")
    for vital, kind in KINDS.items()
}
_GOOD = (Quality.VALID, "")


def assess(
    vital: Vital, value: float | None, status: Status = Status.OK, companion: float | None = None
) -> tuple[Quality, str]:
    """The quality of a value in its vital's unit, and why it is not valid ("" when it is).

    `companion` is the diastolic of a systolic's own measurement, and the other way round.
    """
    if status in UNUSABLE:
        return Quality.INVALID, UNUSABLE[status]
    if value is None:
        return Quality.INVALID, f"no value, {DOUBTFUL[status]}" if status in DOUBTFUL else "no value"
    low, high, outside = _RANGES[vital]
    if not low <= value <= high:
        return Quality.INVALID, f"sentinel {value:.12g} means no value" if value in SENTINELS else outside
    if companion is not None:
        pulse = _pulse_pressure(vital, value, companion)
        if not PULSE_PRESSURE[0] <= pulse <= PULSE_PRESSURE[1]:
            limits = f"{PULSE_PRESSURE[0]:g}-{PULSE_PRESSURE[1]:g} mmHg"
            return Quality.INVALID, f"pulse pressure {pulse:g} outside {limits}"
    if status in DOUBTFUL:
        return Quality.QUESTIONABLE, DOUBTFUL[status]
    return _GOOD


def believable(vital: Vital, value: float | None, status: Status) -> bool:
    """Whether a value may judge its companion: one that is itself invalid says nothing about the other."""
    return value is not None and status not in UNUSABLE and _RANGES[vital][0] <= value <= _RANGES[vital][1]


def _pulse_pressure(vital: Vital, value: float, companion: float) -> float:
    match vital:
        case Vital.SYSTOLIC:
            return value - companion
        case Vital.DIASTOLIC:
            return companion - value
        case _:
            return PULSE_PRESSURE[0]
