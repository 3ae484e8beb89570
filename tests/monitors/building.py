"""Small builders that the tests of monitors/ share."""

from __future__ import annotations

import json
from collections.abc import Sequence

from monitors.entries import AnyBody, BedAdded, DeviceAdded, DeviceBound, Entry, Received, SessionOpened
from monitors.instant import SECOND, Instant, rfc3339
from monitors.intake import Accepted, Intake, Speaker
from monitors.reading import Batch, Mode
from monitors.session import Roster
from monitors.wire import decode

T0: Instant = 1_795_000_000 * SECOND
DEVICE = Speaker("m1", frozenset({"m1"}))
GATEWAY = Speaker(None, frozenset({"m1", "m2"}))
Fields = dict[str, object]


def roster_of(*bodies: AnyBody, at: Instant = T0) -> Roster:
    """A roster that took these bodies in, all at one instant."""
    roster = Roster()
    for number, body in enumerate(bodies, 1):
        roster.apply(Entry(number, at, "", body))
    return roster


def ward() -> Roster:
    """Two beds, each with a monitor and an open session."""
    return roster_of(
        BedAdded("b1"), BedAdded("b2"),
        DeviceAdded("m1", "hash1"), DeviceAdded("m2", "hash2"), DeviceAdded("m3", "hash3"),
        DeviceBound("m1", "b1"), DeviceBound("m2", "b2"),
        SessionOpened("s1", "b1", "ketamine-iv", "ketamine-iv", "one", "baseline"),
        SessionOpened("s2", "b2", "ketamine-iv", "ketamine-iv", "two", "baseline"),
        at=T0 - 3600 * SECOND,
    )


def one(vital: str = "spo2", value: object = 97, **fields: object) -> Fields:
    """A reading as a device writes it; `taken` is an instant."""
    if "taken" in fields:
        fields["taken_at"] = rfc3339(int(str(fields.pop("taken"))))
    return {"vital": vital, "value": value, **fields}


class Bedside:
    """An intake, the posts it took, and their entries, as the journal would hold them."""

    def __init__(self, mode: Mode = Mode.REAL) -> None:
        self.roster = ward()
        self.mode = mode
        self.intake = Intake(self.roster, mode)
        self.entries: list[Entry] = []

    def post(
        self, readings: Sequence[Fields], now: Instant, speaker: Speaker = DEVICE, **batch: object
    ) -> Accepted:
        """Posts readings as JSON."""
        accepted = self.intake.accept(decode(json.dumps({"readings": list(readings), **batch}).encode()), speaker, now)
        for corrected in accepted.corrected:
            self.entries.append(Entry(len(self.entries) + 1, now, "", corrected))
        if len(accepted.batch):
            self.entries.append(entry_of(len(self.entries) + 1, now, accepted.batch))
        return accepted

    def again(self) -> Intake:
        """A fresh intake that took in the journal only."""
        fresh = Intake(self.roster, self.mode)
        for entry in self.entries:
            fresh.apply(entry)
        return fresh


def entry_of(number: int, at: Instant, batch: Batch) -> Entry:
    """A journaled batch."""
    return Entry(number, at, "", Received(len(batch)), batch)


def counts(accepted: Accepted) -> tuple[int, int]:
    """Accepted and duplicates of an answer."""
    return accepted.answer.accepted, accepted.answer.duplicates


def reasons(accepted: Accepted) -> list[str]:
    """The findings' reasons in their order."""
    return [finding.reason for finding in accepted.answer.findings]
