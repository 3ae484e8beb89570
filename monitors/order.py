"""Duplicates, restarts and disorder of one device's readings, by sequence and boot, or by time and value.

A reading is known by (device, epoch, vital, sequence), without a sequence by (device, vital, taken_at, value). An epoch
is one boot of the device, for all its vitals; where the device names none the server numbers them. A repeated reading
is harmless, but a device that counts again from 0 must never be taken for a repetition: wherever that cannot be told,
the reading is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

import msgspec

from monitors.instant import SECOND, Instant
from monitors.reading import Reading
from monitors.remembered import WINDOW, Counted, KeptCounted, Timed, content, key
from monitors.vitals import Vital
from monitors.wire import Row

COUNTS_ON = 16
"""A sequence without times this little above the mark goes on counting, whatever the boot before it said there."""

CLOCK_JITTER = SECOND


class Verdict(NamedTuple):
    """What a reading is: a duplicate, or new in an epoch.

    `restarted`: the device was found to have restarted with this reading. `fell`: its `taken_at` fell while it counted
    on or restarted. `old`: readings with a higher sequence came before it.
    """

    duplicate: bool
    epoch: str = ""
    restarted: bool = False
    fell: bool = False
    old: bool = False


class Boot:
    """One boot of a device: the epoch it named (None: it names none), the server's number of it, and what it said."""

    __slots__ = ("epoch", "named", "number", "said")

    def __init__(self, named: str | None, number: int) -> None:
        self.named = named
        self.number = number
        self.epoch = str(number) if named is None else f"{named}#{number}"
        self.said: dict[Vital, Counted] = {}

    def counted(self, vital: Vital) -> Counted:
        """What it said of a vital, made at the first time."""
        found = self.said.get(vital)
        if found is None:
            found = self.said[vital] = Counted()
        return found

    @property
    def top(self) -> int:
        """The highest sequence of any vital."""
        return max((counted.mark for counted in self.said.values()), default=-1)


class KeptOrder(msgspec.Struct):
    """A dump of `Order`."""

    boots: list[tuple[str | None, int, dict[Vital, KeptCounted]]]
    next_number: int
    timed: dict[Vital, list[tuple[Instant, int, Instant]]]


class _Look(Enum):
    NEW = auto()
    SAME = auto()
    EARLIER = auto()
    UNSURE = auto()
    RESTARTED = auto()
    OVERTAKEN = auto()


_DUPLICATE = Verdict(duplicate=True)


class Order:
    """The memory of one device: its current and its previous boot, and its readings without a sequence.

    Boots are numbered by one count that never falls, whatever they are named: a name that is used again, after however
    many others, is an epoch of its own, so no reading of it is taken for one of the boot that had the name before.
    """

    __slots__ = ("_boots", "_next_number", "_timed")

    def __init__(self) -> None:
        self._boots: list[Boot] = []
        self._next_number = 0
        self._timed: dict[Vital, Timed] = {}

    def judge(self, rows: Sequence[Row], epoch: str | None, received_at: Instant) -> list[Verdict]:
        """A verdict for each of the device's readings of one batch, in their order; new ones are remembered.

        `epoch` is the batch's, for readings that name none.
        """
        verdicts: list[Verdict] = []
        looks: list[_Look] = []
        for place, row in enumerate(rows):
            named = row.epoch if row.epoch is not None else epoch
            if row.sequence is None:
                looks.append(_Look.NEW)
                verdicts.append(self._by_time(row, named, received_at))
                continue
            said = content(row.taken_at, row.value, row.status)
            boots = [boot for boot in self._boots if boot.named == named]
            look = _look(boots, row, row.sequence, said)
            if look is _Look.UNSURE:
                look = _Look.EARLIER if _retried(boots, rows[place:], looks) else _Look.NEW
            looks.append(look)
            if look is _Look.SAME or look is _Look.EARLIER:
                verdicts.append(_DUPLICATE)
            elif look is _Look.NEW and boots:
                verdicts.append(self._go_on(boots[0], row, row.sequence, said, received_at))
            else:
                first = _swept(rows, looks, verdicts, place) if boots else place
                for told, seen in zip(rows[first:place], looks[first:place], strict=True):
                    if seen is _Look.NEW:
                        boots[0].counted(told.vital).forget(told.sequence or 0)
                verdicts[first:] = self._start(rows[first:place + 1], named, received_at, look)
                looks[first:] = [_Look.NEW] * (place + 1 - first)
        return verdicts

    def note(self, reading: Reading) -> None:
        """Remembers an accepted reading of the journal; one that is remembered already changes nothing."""
        boot = self._boot_of(reading.epoch)
        if reading.sequence is not None:
            if boot is not None:
                said = content(reading.taken_at, reading.value, reading.status)
                counted = boot.counted(reading.vital)
                counted.note(reading.sequence, said, reading.taken_at, reading.received_at)
        elif reading.taken_at is not None:
            one = key(reading.taken_at, reading.value, reading.status)
            self._timed.setdefault(reading.vital, Timed()).note(one, reading.received_at)

    def kept(self) -> KeptOrder:
        """The whole state."""
        return KeptOrder(
            [
                (boot.named, boot.number, {vital: counted.kept() for vital, counted in boot.said.items()})
                for boot in self._boots
            ],
            self._next_number,
            {vital: timed.kept() for vital, timed in self._timed.items()},
        )

    @classmethod
    def of(cls, kept: KeptOrder) -> Order:
        """The state that was kept."""
        order = cls()
        for named, number, said in kept.boots:
            boot = Boot(named, number)
            boot.said = {vital: Counted.of(counted) for vital, counted in said.items()}
            order._boots.append(boot)
        order._next_number = kept.next_number
        order._timed = {vital: Timed.of(timed) for vital, timed in kept.timed.items()}
        return order

    def _by_time(self, row: Row, named: str | None, received_at: Instant) -> Verdict:
        """The verdict on a reading without a sequence."""
        if row.taken_at is not None:
            timed = self._timed.setdefault(row.vital, Timed())
            one = key(row.taken_at, row.value, row.status)
            if one in timed:
                return _DUPLICATE
            timed.note(one, received_at)
        boot = next((boot for boot in self._boots if boot.named == named), None) or self._begin(named)
        return Verdict(duplicate=False, epoch=boot.epoch)

    def _go_on(self, boot: Boot, row: Row, sequence: int, said: int, received_at: Instant) -> Verdict:
        """The verdict on a new reading of a boot that is known."""
        counted = boot.counted(row.vital)
        old = sequence < counted.mark
        fell = not old and _fell(counted, row)
        counted.note(sequence, said, row.taken_at, received_at)
        return Verdict(duplicate=False, epoch=boot.epoch, fell=fell, old=old)

    def _start(self, rows: Sequence[Row], named: str | None, received_at: Instant, look: _Look) -> list[Verdict]:
        """The verdicts on the first readings of a new boot; a boot that the device itself named is no finding."""
        before = self._boots[0].said if self._boots and look is not _Look.OVERTAKEN else {}
        fell = any(row.vital in before and _fell(before[row.vital], row) for row in rows)
        boot = self._begin(named)
        restarted = look is not _Look.NEW
        verdicts = []
        for row in rows:
            one = self._go_on(boot, row, row.sequence or 0, content(row.taken_at, row.value, row.status), received_at)
            verdicts.append(one._replace(restarted=restarted, fell=fell))
            restarted = fell = False
        return verdicts

    def _begin(self, named: str | None) -> Boot:
        """A new current boot; the current one becomes the previous, the one before is forgotten."""
        return self._put(Boot(named, self._next_number))

    def _put(self, boot: Boot) -> Boot:
        self._boots = [boot, *self._boots[:1]]
        self._next_number = boot.number + 1
        return boot

    def _boot_of(self, epoch: str) -> Boot | None:
        """The boot of a journaled epoch, begun where it is newer than all known; None where it is forgotten."""
        for boot in self._boots:
            if boot.epoch == epoch:
                return boot
        name, mark, number = epoch.rpartition("#")
        if int(number) < self._next_number:
            return None
        return self._put(Boot(name if mark else None, int(number)))


def _look(boots: Sequence[Boot], row: Row, sequence: int, said: int) -> _Look:
    """What a sequence looks like beside the current boot of its epoch, and the one before."""
    if not boots:
        return _Look.NEW
    counted = boots[0].said.get(row.vital)
    known = counted.at(sequence) if counted is not None else 0
    if known == said:
        return _Look.SAME
    if len(boots) == 2:
        earlier = boots[1].said.get(row.vital)
        if earlier is not None and earlier.at(sequence) == said:
            return _Look.EARLIER if known or row.taken_at is not None else _Look.UNSURE
    if known:
        return _Look.RESTARTED
    if counted is not None and sequence < counted.mark:
        if counted.mark - sequence > WINDOW:
            return _Look.OVERTAKEN
        if row.taken_at is not None and counted.taken_at is not None and row.taken_at > counted.taken_at:
            return _Look.RESTARTED
    return _Look.NEW


def _retried(boots: Sequence[Boot], rows: Sequence[Row], looks: Sequence[_Look]) -> bool:
    """Whether a reading without a time, told the same way in the previous boot, is that boot's, sent again.

    It is where the reading before it in the batch was, or a later one of the batch is known, or where the current boot
    has not counted just up to it.
    """
    row, sequence = rows[0], rows[0].sequence or 0
    if looks:
        if looks[-1] is _Look.EARLIER:
            return True
    elif any(
        later.sequence is not None
        and _look(boots, later, later.sequence, content(later.taken_at, later.value, later.status)) is _Look.SAME
        for later in rows[1:]
    ):
        return True
    counted = boots[0].said.get(row.vital)
    if counted is None:
        return sequence > boots[0].top + COUNTS_ON
    return not 0 < sequence - counted.mark <= COUNTS_ON


def _swept(rows: Sequence[Row], looks: Sequence[_Look], verdicts: Sequence[Verdict], place: int) -> int:
    """From where on the readings of a batch belong to the restart found at `place`.

    Readings just before it that repeat what an old boot said, or (without a time) seemed to fill a hole in the current
    one, are the new boot's first words, as long as they count up. Else those that repeat a boot would be no repetition
    when the batch is sent again: the restart makes the boot before the current one forgotten.
    """
    first = place
    last = {rows[place].vital: rows[place].sequence or 0}
    while first > 0:
        row, sequence = rows[first - 1], rows[first - 1].sequence or 0
        filled = looks[first - 1] is _Look.NEW and verdicts[first - 1].old and row.taken_at is None
        known = filled or looks[first - 1] in (_Look.SAME, _Look.EARLIER)
        if not known or row.epoch != rows[place].epoch or sequence >= last.get(row.vital, sequence + 1):
            break
        last[row.vital] = sequence
        first -= 1
    return first


def _fell(counted: Counted, row: Row) -> bool:
    """Whether a reading's time is clearly before that of the highest sequence."""
    if row.taken_at is None or counted.taken_at is None:
        return False
    return row.taken_at < counted.taken_at - CLOCK_JITTER
