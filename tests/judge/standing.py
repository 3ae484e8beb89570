"""What stands in the scalar judge's session: the judged series, and the conditions they keep up."""

from __future__ import annotations

from collections.abc import Container

from monitors.instant import Instant
from monitors.vitals import KINDS, VITALS, Vital
from tests.judge.episodes import Episode
from tests.judge.series import Picture, Series

UNMONITORED = "session.unmonitored"
REPEAT = "check.repeat_bp"
Key = tuple[Vital, str]


def technical(vital: Vital, cause: str) -> str:
    """The condition of a vital's cause."""
    return "blood_pressure.cuff_failed" if cause == "failed" else f"{vital}.{cause}"


class Standing:
    """The series of one session, as they stand now."""

    def __init__(self, session: str) -> None:
        self.id = session
        self.series: dict[Key, Series] = {}
        self.unmonitored = False

    def fresh(self, vital: Vital) -> bool:
        """Whether any series of a vital is fresh."""
        return any(one.fresh for one in self.series.values() if one.vital is vital)

    def judged(self, vital: Vital) -> Series | None:
        """The judged series of a vital: the first fresh one, else the first."""
        found = [one for one in self.series.values() if one.vital is vital]
        return next((one for one in found if one.fresh), found[0] if found else None)

    def feeds(self, vital: Vital) -> bool:
        """Whether a vital's rules count: of heart rate and pulse only the fresh one, heart rate first."""
        if vital is Vital.HEART_RATE:
            return self.fresh(vital) or not self.fresh(Vital.PULSE_RATE)
        return vital is not Vital.PULSE_RATE or not self.fresh(Vital.HEART_RATE)

    def silent(self) -> dict[str, Instant]:
        """The devices all of whose series, cuffs apart, are missing, and since when."""
        devices: dict[str, list[Picture]] = {}
        for one in self.series.values():
            if not one.cuff:
                devices.setdefault(one.device, []).append(one.picture())
        return {
            device: max(picture.cause_since_at for picture in pictures)
            for device, pictures in devices.items() if all(picture.cause == "missing" for picture in pictures)
        }

    def holder(self, topic: str, named: list[tuple[Vital, str]], silent: Container[str]) -> tuple[str, str] | None:
        """Which technical condition holds a topic's alarms, as (scope, condition)."""
        vitals = [vital for vital in VITALS if KINDS[vital].topic == topic]
        if any(self.fresh(vital) for vital in vitals):
            return None
        keys = [(self.id, technical(*one)) for one in named if one[0] in vitals]
        measuring = {one.device for one in self.series.values() if one.vital in vitals}
        for vital in VITALS:
            for one in self.series.values():
                if one.vital is vital and not one.cuff and one.device in silent and one.device in measuring:
                    keys.append((one.device, "device.silent"))
        return keys[0] if keys else None

    def conditions(self) -> set[str]:
        """Every condition that is up, as scope and name."""
        silent = self.silent()
        found = {f"{device}.device.silent" for device in silent}
        for vital in VITALS:
            one = self.judged(vital)
            if one is not None:
                picture = one.picture()
                if picture.cause and not (picture.cause == "missing" and one.device in silent):
                    found.add(f"{self.id}.{technical(vital, picture.cause)}")
                found |= {f"{self.id}.{REPEAT}"} if picture.repeat else set()
                if self.feeds(vital):
                    found |= {f"{self.id}.{finding.rule.condition}" for finding in picture.findings}
        return found | ({f"{self.id}.{UNMONITORED}"} if self.unmonitored else set())

    def stands_on(self, alarm: Episode) -> set[str]:
        """The devices of the judged series that keep an alarm's condition up."""
        found = set()
        for vital in VITALS:
            one = self.judged(vital)
            if one is not None:
                rules = [finding.rule.condition for finding in one.picture().findings] if self.feeds(vital) else []
                rules += [REPEAT] if one.repeat_from is not None else []
                if alarm.condition in rules or (one.cause_up and alarm.condition == technical(vital, one.cause)):
                    found.add(one.device)
        return found
