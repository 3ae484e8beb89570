"""A session's history in a few words: what happened at which minute."""

from __future__ import annotations

from alerts.treatment.history import History
from alerts.treatment.protocol import Protocol
from alerts.treatment.protocol_file import load_protocol
from monitors.entries import AnyBody, CheckDone, Entry, ObservationMade, PhaseChanged, SessionOpened
from monitors.instant import HOUR, MINUTE, Instant
from monitors.steps import AdverseEventNoted, CheckedIn, DoseStarted
from tests.alerts.treatment.files import TEXTS

PROTOCOLS: dict[str, Protocol] = {name: load_protocol(f"{name}.toml", text, {name}) for name, text in TEXTS.items()}
IV = PROTOCOLS["ketamine-iv"]
OPENED = 1_000 * HOUR
"""The instant of minute 0."""

CHECKED_IN = CheckedIn(
    "s1", ("name", "birth_date"), 46, 70, "ketamine", "intravenous", 35, "mg", 40 * MINUTE, ("opioid",), "dr-vega",
)


def at(minute: float) -> Instant:
    """The instant of a minute of the session."""
    return OPENED + round(minute * MINUTE)


class Told:
    """A history that grows; entries are numbered from 1."""

    def __init__(self, protocol: str = "ketamine-iv", *, checked_in: bool = True, weight_kg: float | None = 70) -> None:
        self.entries: list[Entry] = []
        self.put(0, SessionOpened("s1", "C1", protocol, protocol, "P-7", "baseline", weight_kg))
        if checked_in:
            self.put(0, CHECKED_IN)

    @property
    def history(self) -> History:
        """What was told so far."""
        return self.entries

    def put(self, minute: float, body: AnyBody, by: str = "nora") -> int:
        """One more entry; gives its number."""
        self.entries.append(Entry(len(self.entries) + 1, at(minute), by, body))
        return len(self.entries)

    def infuse(self, minute: float, amount: float = 35, lasts_min: float = 40, dose: str = "d1") -> int:
        """A dose goes in, and the infusion phase begins."""
        told = DoseStarted(
            "s1", dose, "ketamine", "intravenous", amount, "mg", at(minute), round(lasts_min * MINUTE), "L1",
        )
        number = self.put(minute, told)
        self.put(minute, PhaseChanged("s1", "infusion"))
        return number

    def observe(self, minute: float, what: str, value: float | str, *, told_at: float | None = None) -> int:
        """Somebody saw something at a minute, and told it then or later."""
        when = minute if told_at is None else told_at
        return self.put(when, ObservationMade("s1", what, value, at(minute)))

    def done(self, minute: float, what: str) -> int:
        """A check is ticked off."""
        return self.put(minute, CheckDone("s1", what))

    def event(self, minute: float, what: str = "nausea", name: str = "e1") -> int:
        """An adverse event."""
        return self.put(minute, AdverseEventNoted("s1", name, what, "mild", at(minute)))
