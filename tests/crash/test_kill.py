"""`kill -9` loses no accepted reading and no acknowledgement; no clock and no reboot makes a device silent."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.program import Json, Ward, wait_for

pytestmark = pytest.mark.crash

POSTS = 2_000
READINGS_A_POST = 5
DEVICES = {"m1": "C1", "m2": "C1", "m3": "C2", "m4": "C2"}
KILLED_AFTER = (500, 1_000, 1_500)


@pytest.fixture
def new_ward(tmp_path: Path) -> Iterator[Callable[..., Ward]]:
    """Makes wards, and kills what is left of them."""
    wards: list[Ward] = []

    def make(devices: dict[str, str], rate: float = 1.0) -> Ward:
        folder = tmp_path / f"ward-{len(wards)}"
        folder.mkdir()
        wards.append(Ward(folder, rate).provision(devices))
        return wards[-1].start()

    yield make
    for ward in wards:
        ward.kill()


class Sender(threading.Thread):
    """A device that posts as fast as it is answered and, like a real one, repeats what was not answered."""

    def __init__(self, ward: Ward, device: str, epoch: str | None) -> None:
        super().__init__(daemon=True)
        self.ward, self.device, self.epoch = ward, device, epoch
        self.posts = POSTS // len(DEVICES)
        self.accepted: set[float] = set()
        self.answered = 0
        self.repeated = 0
        self.problems: list[str] = []
        self.server_is_up = threading.Event()
        self.server_is_up.set()
        self.is_waiting = threading.Event()

    def run(self) -> None:
        client = httpx.Client(timeout=10, trust_env=False)
        for number in range(self.posts):
            while not self.sent(client, number):
                client.close()
                client = httpx.Client(timeout=10, trust_env=False)
                self.repeated += 1
                self.server_is_up.clear()
                self.is_waiting.set()
                self.server_is_up.wait(90)
                self.is_waiting.clear()
        client.close()

    def sent(self, client: httpx.Client, number: int) -> bool:
        """Whether this post was answered; its values are accepted then, or were before."""
        values = values_of(number)
        readings = [
            {"vital": "heart_rate", "value": value, "sequence": number * READINGS_A_POST + place}
            for place, value in enumerate(values)
        ]
        try:
            answer = self.ward.post(client, self.device, {"readings": readings, "epoch": self.epoch})
        except httpx.TransportError:
            return False
        body = answer.json()
        if answer.status_code == 503:
            time.sleep(0.2)
            return self.sent(client, number)
        if answer.status_code != 202 or body["accepted"] + body["duplicates"] != len(values):
            self.problems.append(f"post {number}: {answer.status_code} {answer.text[:200]}")
        self.accepted.update(values)
        self.answered += 1
        return True


def have_answers(senders: list[Sender], count: int) -> bool:
    """Whether the devices were answered this often, all together."""
    return sum(sender.answered for sender in senders) >= count


def values_of(number: int) -> list[float]:
    """The values of a device's post: each is said once in a device's life."""
    return [round(60 + (number * READINGS_A_POST + place) / 100, 2) for place in range(READINGS_A_POST)]


def recorded(ward: Ward) -> dict[str, Counter[float]]:
    """How often each value of each device is in the history."""
    found: dict[str, Counter[float]] = {device: Counter() for device in DEVICES}
    for bed in set(DEVICES.values()):
        for device, values in ward.values(bed, "heart_rate").items():
            found[device].update(values)
    return found


def test_every_accepted_reading_is_there_exactly_once(new_ward: Callable[..., Ward]) -> None:
    ward = new_ward(DEVICES)
    senders = [Sender(ward, device, "boot-1" if device in {"m1", "m3"} else None) for device in DEVICES]
    for sender in senders:
        sender.start()
    for answers in KILLED_AFTER:
        wait_for(partial(have_answers, senders, answers), 60, f"{answers} answers")
        ward.kill()
        for sender in senders:
            assert sender.is_waiting.wait(20) or not sender.is_alive()
        ward.start()
        there = recorded(ward)
        for sender in senders:
            assert sender.accepted <= there[sender.device].keys(), "an accepted reading is lost"
            assert max(there[sender.device].values(), default=1) == 1, "a reading is there twice"
            sender.server_is_up.set()
    for sender in senders:
        sender.join(90)
        assert not sender.is_alive()
        assert not sender.problems, sender.problems[:3]
    assert sum(sender.repeated for sender in senders) >= len(KILLED_AFTER)
    everything = Counter(value for number in range(POSTS // len(DEVICES)) for value in values_of(number))
    assert recorded(ward) == dict.fromkeys(DEVICES, everything)


@pytest.mark.parametrize("killed", [False, True], ids=["server stays", "server killed meanwhile"])
def test_a_reboot_that_counts_from_0_is_no_duplicate(new_ward: Callable[..., Ward], killed: bool) -> None:
    ward = new_ward({"m1": "C1"})
    began = ward.now()
    before = [numbered(began, number, 70 + number % 7, number) for number in range(40)]
    after = [numbered(began, 60 + number, 90 + number % 5, number) for number in range(40)]
    with httpx.Client(trust_env=False) as client:
        first = ward.post(client, "m1", {"readings": before}).json()
        assert (first["accepted"], first["duplicates"]) == (40, 0)
        if killed:
            ward.kill()
            ward.start()
    with httpx.Client(trust_env=False) as client:
        again = ward.post(client, "m1", {"readings": before}).json()
        assert (again["accepted"], again["duplicates"]) == (0, 40), "an honest repetition"
        rebooted = ward.post(client, "m1", {"readings": after}).json()
        assert (rebooted["accepted"], rebooted["duplicates"]) == (40, 0)
        assert rebooted["findings"], "the restart of the device is worth a finding"
    recorded_values = ward.values("C1", "heart_rate")["m1"]
    assert Counter(recorded_values) == Counter([one["value"] for one in before + after])


def numbered(began: datetime, step: int, value: int, sequence: int) -> Json:
    """A heart rate with the device's time and number; the steps are short, the session is only seconds old."""
    taken_at = began + timedelta(milliseconds=10 * step)
    return {"vital": "heart_rate", "value": value, "sequence": sequence, "taken_at": taken_at.isoformat()}


CLOCKS = {"right": timedelta(0), "ahead": timedelta(hours=1), "behind": timedelta(hours=-1)}


def test_a_clock_an_hour_wrong_alarms_on_time(new_ward: Callable[..., Ward]) -> None:
    ward = new_ward({name: f"bed-{name}" for name in CLOCKS}, rate=20)
    began, wall = ward.now(), time.monotonic()
    low_from = 30
    with httpx.Client(trust_env=False) as client:
        for second in range(90):
            time.sleep(max(0.0, wall + second / ward.rate - time.monotonic()))
            now = began + timedelta(seconds=(time.monotonic() - wall) * ward.rate)
            for name, error in CLOCKS.items():
                reading = {
                    "vital": "spo2", "value": 92 if second < low_from else 89, "sequence": second,
                    "taken_at": (now + error).isoformat(),
                }
                assert ward.post(client, name, {"readings": [reading]}).json()["accepted"] == 1
            if second == low_from:
                fell_at = now
            if second > low_from and len(ward.alarms("spo2.low")) == len(CLOCKS):
                break
    alarms = {alarm["scope"]["bed"]: alarm for alarm in ward.alarms("spo2.low")}
    assert alarms.keys() == {f"bed-{name}" for name in CLOCKS}
    for name in CLOCKS:
        late = datetime.fromisoformat(alarms[f"bed-{name}"]["onset_at"]) - fell_at
        assert timedelta(seconds=5) < late < timedelta(seconds=25), f"{name}: {late}"


def test_an_acknowledged_alarm_stays_acknowledged(new_ward: Callable[..., Ward]) -> None:
    ward = new_ward({"m1": "C1"}, rate=20)
    with httpx.Client(trust_env=False) as client:
        for sequence in range(120):
            ward.post(client, "m1", {"readings": [{"vital": "spo2", "value": 86, "sequence": sequence}]})
            if ward.alarms("spo2.low"):
                break
            time.sleep(1 / ward.rate)
        (alarm,) = ward.alarms("spo2.low")
        answer = client.post(
            f"{ward.url}/v1/alarms/{alarm['id']}/acknowledgement", json={"revision": alarm["revision"], "note": "seen"},
            headers={"Authorization": f"Bearer {ward.token}"},
        )
        assert answer.status_code == 200, answer.text
    ward.kill()
    ward.start()
    (alarm,) = ward.alarms("spo2.low")
    assert (alarm["id"], alarm["state"]) == (answer.json()["id"], "acknowledged")
    assert alarm["acknowledged"]["by"] == "nora"
    assert alarm["acknowledged"]["note"] == "seen"
