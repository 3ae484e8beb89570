"""A Watch fed by hand: readings by the second, entries numbered by themselves, every revision kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alerts.alarm import Alarm
from alerts.profile import Profile
from alerts.profile_file import load_profile
from alerts.watch import Watch
from monitors.entries import AnyBody, Entry, Received, SessionOpened
from monitors.instant import seconds
from monitors.reading import Batch, Mode, Quality, Reading, Status
from monitors.vitals import CUFF_VITALS, Vital

PROFILES = Path(__file__).parents[2] / "alerts" / "profiles"


@cache
def profile(name: str) -> Profile:
    """One of the project's profiles."""
    texts = {path.stem: path.read_text() for path in PROFILES.glob("*.toml")}
    return load_profile(f"{name}.toml", texts[name], texts)


def profiles() -> dict[str, Profile]:
    """All of them by name."""
    return {path.stem: profile(path.stem) for path in PROFILES.glob("*.toml")}


def reading(
    vital: Vital, value: float | None, at_s: float, *, device: str = "d1", session: str = "s1",
    status: Status = Status.OK, quality: Quality | None = None, received_s: float | None = None, late: bool = False,
    offset_s: float = 0,
) -> Reading:
    """One reading; its quality follows from value and status unless given."""
    plain = Quality.VALID if value is not None and status is Status.OK else Quality.INVALID
    return Reading(
        device, "0", vital, value, status, quality or plain, "", None, None,
        seconds(at_s if received_s is None else received_s), seconds(at_s), seconds(offset_s), late,
        session, session.replace("s", "C"),
        "cuff" if vital in CUFF_VITALS else "", "", Mode.TEST,
    )


class Fed:
    """A Watch with sessions opened at 0 s; `log` has every revision in order."""

    def __init__(self, *sessions: str, name: str = "ketamine-iv", phase: str = "infusion") -> None:
        self.watch = Watch(profiles(), Mode.TEST)
        self.log: list[Alarm] = []
        self.number = 0
        for one in sessions or ("s1",):
            self.put(0, SessionOpened(one, one.replace("s", "C"), name, name, "P", phase))

    def put(self, at_s: float, body: AnyBody, batch: Batch | None = None, by: str = "JD") -> None:
        """Applies one entry."""
        self.number += 1
        self.watch.apply(Entry(self.number, seconds(at_s), by, body, batch))
        self.log += self.watch.events()

    def hear(self, at_s: float, *readings: Reading) -> None:
        """Applies a group of readings received at one time."""
        self.put(at_s, Received(len(readings)), Batch.of(readings))

    def steady(self, since_s: int, until_s: int, *, session: str = "s1", device: str = "d1", **values: float) -> None:
        """Every second from `since_s` up to, not including, `until_s`, these values."""
        for at_s in range(since_s, until_s):
            self.hear(at_s, *(
                reading(Vital(name), value, at_s, session=session, device=device) for name, value in values.items()
            ))

    def decline(self, until_s: int, **others: float) -> None:
        """SpO2 of 98, 3 less at 30, 45 and 60 s, so 89 up to `until_s`: a fall neither suspected nor a trend."""
        for since_s, to_s, spo2 in ((0, 30, 98), (30, 45, 95), (45, 60, 92), (60, until_s, 89)):
            for at_s in range(since_s, to_s):
                values = {"spo2": spo2} | others
                self.hear(at_s, *(reading(Vital(name), value, at_s) for name, value in values.items()))

    def wait(self, until_s: float) -> None:
        """Lets time alone pass."""
        self.watch.advance(seconds(until_s))
        self.log += self.watch.events()

    def told(self, condition: str) -> list[tuple[str, str, float]]:
        """Of a condition's revisions: state, priority and second."""
        return [
            (one.state.value, one.priority.name.lower(), one.at / 1e6) for one in self.log if one.condition == condition
        ]

    def active(self) -> set[str]:
        """The conditions that are active."""
        return {alarm.condition for alarm in self.watch.active()}

    def the(self, condition: str) -> Alarm:
        """The one active alarm of a condition."""
        (found,) = [alarm for alarm in self.watch.active() if alarm.condition == condition]
        return found
