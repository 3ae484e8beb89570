"""Changing limits: what each use case refuses, and what it leaves in the journal."""

from __future__ import annotations

from alerts.limit_changes import LimitChanges
from app.limiting import Asked, Limiting
from monitors.asides import LimitProposed
from monitors.entries import AnyBody, LimitChanged
from tests.alerts.building import profiles
from tests.app.test_service import Desk


class Limited(Desk):
    """A ward with one session and the use cases of limits."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = LimitChanges()
        self.limiting = Limiting(self.ward, self.ward.roster, profiles(), self.changes)
        self.read = 0

    async def open(self) -> None:
        """Opens session s1."""
        await self.service.add_bed("nora", "C1")
        await self.service.open_session("nora", "C1", "ketamine-iv", "P", None)
        self.take()

    def take(self) -> None:
        """Folds what is new in the journal."""
        for entry in self.journal.tail(self.read):
            self.changes.apply(entry)
            self.read = entry.number

    async def change(self, by: str, rule: str, limit: float, reason: str = "as ordered") -> None:
        """Asks for a limit."""
        await self.limiting.change(by, Asked("s1", rule, limit, reason))
        self.take()

    def left(self) -> list[AnyBody]:
        """What is in the journal of limits."""
        bodies = [entry.body for entry in self.journal.tail(0)]
        return [one for one in bodies if isinstance(one, LimitChanged | LimitProposed)]


async def limited() -> Limited:
    """With its session open."""
    desk = Limited()
    await desk.open()
    return desk


async def test_one_person_may_change_within_the_bound() -> None:
    desk = await limited()
    await desk.change("nora", "spo2-low", 88, " COPD ")
    assert desk.left() == [LimitChanged("s1", "spo2-low", 88, "COPD")]


async def test_beyond_it_another_one_confirms_the_very_number() -> None:
    desk = await limited()
    await desk.change("nora", "spo2-low", 86)
    assert desk.left() == [LimitProposed("s1", "spo2-low", 86, "as ordered")]
    alone = await desk.refused(desk.limiting.confirm("nora", "s1", "spo2-low", 86))
    assert (alone.code, alone.field) == ("same_person", "limit")
    other = await desk.refused(desk.limiting.confirm("omar", "s1", "spo2-low", 85.5))
    assert other.code == "nothing_proposed"
    await desk.limiting.confirm("omar", "s1", "spo2-low", 86)
    assert desk.left()[-1] == LimitChanged("s1", "spo2-low", 86, "as ordered", "nora")
    desk.take()
    again = await desk.refused(desk.limiting.confirm("omar", "s1", "spo2-low", 86))
    assert again.code == "nothing_proposed", "once confirmed, it waits no more"


async def test_what_is_no_limit_is_told_with_field_rule_and_fix() -> None:
    desk = await limited()
    for rule, limit, code, hint in (
        ("spo2-low", 20, "bad_limit", "50 to 100 %"), ("systolic-rise", -5, "bad_limit", "1 to 270 mmHg"),
        ("spo2-very-low", 91, "bad_limit", "change the other limit first"), ("no-rule", 90, "unknown_rule", "one of"),
        ("spo2-falling", 90, "unknown_rule", "one of"),
    ):
        refused = await desk.refused(desk.limiting.change("nora", Asked("s1", rule, limit, "why")))
        assert refused.code == code
        assert hint in refused.hint
    for session, reason, code in (("s1", " ", "reason_needed"), ("s9", "x", "unknown_session")):
        refused = await desk.refused(desk.limiting.change("nora", Asked(session, "spo2-low", 89, reason)))
        assert refused.code == code


async def test_going_back_is_an_entry_only_where_something_was_changed_or_asked() -> None:
    desk = await limited()
    await desk.limiting.reset("nora", "s1", "spo2-low", "")
    assert desk.left() == []
    await desk.change("nora", "spo2-low", 88)
    await desk.limiting.reset("nora", "s1", "spo2-low", "better")
    assert desk.left()[-1] == LimitChanged("s1", "spo2-low", None, "better")
