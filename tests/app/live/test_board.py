"""The tiles: what is measured now, by whom, for whom; never an earlier patient's."""

from __future__ import annotations

from alerts.pause import Pause
from app.live.board import BedViews
from app.live.sparkline import STEP, Sparkline
from app.ports import Write
from monitors.entries import (
    AnyBody,
    BedAdded,
    ClockCorrected,
    DeviceBound,
    Entry,
    PhaseChanged,
    Received,
    SessionClosed,
    SessionMoved,
    SessionOpened,
)
from monitors.instant import MINUTE, SECOND, Instant, rfc3339
from monitors.reading import Batch, Status
from monitors.vitals import Vital
from monitors.wire import Row
from tests.app.fakes import NOON, FakeWatch, made, reading
from tests.app.wards import SETTING, folds_of, settled_journal


class Board:
    """Tiles on real rosters, fed as the ward feeds them."""

    def __init__(self) -> None:
        self.journal = settled_journal(*SETTING)
        self.watch = FakeWatch()
        self.folds = folds_of(self.watch)
        self.folds.restore(self.journal)
        self.views = BedViews(self.folds.roster, self.folds.watch)
        self.views.rebuild(self.journal, NOON)

    def take(self, *rows: Row, device: str = "d1", at: Instant = NOON) -> tuple[set[str], set[str]]:
        """Readings measured at an instant; the beds and the sparklines that changed."""
        batch = Batch.of(made(self.folds.roster, device, row, at) for row in rows)
        self.journal.append(Write([(at, "", Received(len(batch)), batch)]))
        changed = self.views.apply(Entry(1, at, "", Received(len(batch)), batch))
        return changed.beds, changed.lines

    def tell(self, body: AnyBody, at: Instant = NOON) -> set[str]:
        """An entry; the beds that changed."""
        entry = Entry(1, at, "", body)
        self.folds.apply(entry)
        return self.views.apply(entry).beds


def test_a_tile_shows_what_is_paused_and_changes_with_it() -> None:
    board = Board()
    assert board.views.repaused() == set()
    board.watch.paused = {"C1": {"technical": Pause(NOON + MINUTE, "nora", NOON)}}
    assert board.views.repaused() == {"C1"}
    assert board.views.repaused() == set()
    told = board.views.view("C1", NOON, sparkline=False).audio_paused["technical"]
    assert (told.until, told.by) == (rfc3339(NOON + MINUTE), "nora")
    board.watch.paused = {}
    assert board.views.repaused() == {"C1"}


def test_a_tile_shows_value_age_quality_and_limits() -> None:
    board = Board()
    assert board.take(reading(96)) == ({"C1"}, {"C1"})
    bed = board.views.view("C1", NOON + 3 * SECOND, sparkline=False)
    assert (bed.session, bed.patient, bed.phase, bed.device) == ("s1", "patient 1", "infusion", "d1")
    shown = bed.vitals["spo2"]
    assert (shown.value, shown.unit, shown.age_s, shown.quality, shown.low) == (96, "%", 3.0, "valid", 90.0)
    assert (shown.grey_after_s, shown.blank_after_s) == (5.0, 30.0)
    assert not bed.sparkline


def test_a_value_that_looks_like_an_artefact_says_check_probe() -> None:
    board = Board()
    board.watch.doubted = frozenset({Vital.SPO2})
    board.take(reading(78))
    told = board.views.view("C1", NOON, sparkline=False).vitals["spo2"]
    assert (told.value, told.quality, told.reason) == (78, "questionable", "check probe")


def test_a_device_without_a_session_shows_on_its_bed() -> None:
    board = Board()
    board.take(reading(95), device="d2")
    bed = board.views.view("C2", NOON, sparkline=False)
    assert bed.session is None
    assert bed.vitals["spo2"].value == 95


def test_a_lost_value_is_shown_as_lost() -> None:
    board = Board()
    board.take(reading(96))
    board.take(Row(0, Vital.SPO2, None, Status.PROBE_OFF), at=NOON + SECOND)
    shown = board.views.view("C1", NOON + SECOND, sparkline=False).vitals["spo2"]
    assert (shown.value, shown.status) == (None, "probe_off")


def test_a_cuff_that_inflates_leaves_the_last_pressure_with_its_time() -> None:
    board = Board()
    board.take(reading(120, vital=Vital.SYSTOLIC))
    board.take(Row(0, Vital.SYSTOLIC, None, Status.INFLATING), at=NOON + MINUTE)
    shown = board.views.view("C1", NOON + MINUTE, sparkline=False).vitals["systolic"]
    assert (shown.value, shown.status, shown.age_s) == (120, "inflating", 60.0)


def test_an_older_reading_does_not_replace_a_newer_one() -> None:
    board = Board()
    board.take(reading(96), at=NOON + 10 * SECOND)
    assert board.take(reading(80), at=NOON)[0] == set()
    assert board.views.view("C1", NOON, sparkline=False).vitals["spo2"].value == 96


def test_of_two_devices_the_tile_shows_the_one_that_is_judged() -> None:
    board = Board()
    board.tell(DeviceBound("d2", "C1"), NOON - SECOND)
    board.take(reading(96))
    board.take(reading(80), device="d2", at=NOON + SECOND)
    for device, value in (("d1", 96), ("d2", 80)):
        board.watch.source = device
        shown = board.views.view("C1", NOON, sparkline=True)
        assert (shown.vitals["spo2"].value, shown.vitals["spo2"].device) == (value, device)
        assert isinstance(shown.sparkline, dict)
        assert [point[1] for point in shown.sparkline["spo2"]] == [value]


def test_a_value_that_is_too_old_is_no_value() -> None:
    board = Board()
    board.take(reading(96))
    before, after = (board.views.view("C1", NOON + age * SECOND, sparkline=False).vitals["spo2"] for age in (29, 30))
    assert (before.value, before.quality) == (96, "valid")
    assert (after.value, after.quality, after.reason) == (None, "invalid", "no data for 30 s")


def test_the_next_patient_does_not_inherit_values() -> None:
    board = Board()
    board.take(reading(96))
    assert board.tell(SessionClosed("s1", "done"), NOON + SECOND) == {"C1"}
    board.tell(SessionOpened("s2", "C1", "general", "general", "next", "baseline"), NOON + 2 * SECOND)
    board.take(reading(80), at=NOON)  # measured in the closed session
    bed = board.views.view("C1", NOON + 2 * SECOND, sparkline=True)
    assert (bed.session, bed.vitals, bed.sparkline) == ("s2", {}, {})


def test_a_device_that_is_moved_takes_its_values_along() -> None:
    board = Board()
    board.take(reading(96))
    assert board.tell(DeviceBound("d1", "C2"), NOON + SECOND) == {"C1", "C2"}
    assert board.views.view("C1", NOON + SECOND, sparkline=False).vitals == {}


def test_a_session_that_moves_takes_its_tile_along() -> None:
    board = Board()
    board.tell(DeviceBound("d3", "C1"))
    for minute in range(3):
        board.take(reading(90 + minute), at=NOON + minute * MINUTE)
    board.take(reading(70, vital=Vital.HEART_RATE), device="d3")
    before = board.views.view("C1", NOON + 2 * MINUTE, sparkline=True)
    now = NOON + 3 * MINUTE
    board.tell(DeviceBound("d3", None), now)
    entry = Entry(1, now, "", SessionMoved("s1", "C2", "sunlight"))
    board.folds.apply(entry)
    changed = board.views.apply(entry)
    assert (changed.beds, changed.lines) == ({"C1", "C2"}, {"C1", "C2"})
    board.tell(DeviceBound("d1", "C2"), now)
    board.tell(DeviceBound("d3", "C1"), now)
    old, new = (board.views.view(bed, NOON + 2 * MINUTE, sparkline=True) for bed in ("C1", "C2"))
    assert (old.session, old.vitals, old.sparkline) == (None, {}, {})
    assert (new.session, new.patient, set(new.vitals)) == ("s1", "patient 1", {"spo2"})
    assert new.vitals["spo2"] == before.vitals["spo2"]
    assert isinstance(before.sparkline, dict)
    assert new.sparkline == {"spo2": before.sparkline["spo2"]}
    assert board.take(reading(95), at=now + SECOND)[0] == {"C2"}
    assert board.tell(SessionClosed("s1", "done"), now + MINUTE) == {"C2"}


def test_what_was_measured_before_the_move_shows_at_the_new_bed() -> None:
    board = Board()
    board.take(reading(96))
    board.tell(SessionMoved("s1", "C2", "sunlight"), NOON + 2 * SECOND)
    board.tell(DeviceBound("d1", "C2"), NOON + 2 * SECOND)
    assert board.take(reading(97), at=NOON + SECOND)[0] == {"C2"}
    assert board.views.view("C2", NOON + 2 * SECOND, sparkline=False).vitals["spo2"].value == 97
    again = BedViews(board.folds.roster, board.folds.watch)
    again.rebuild(board.journal, NOON + 2 * SECOND)
    assert again.view("C2", NOON + 2 * SECOND, sparkline=False).vitals["spo2"].value == 97


def test_beds_and_phases_change_tiles() -> None:
    board = Board()
    assert board.tell(BedAdded("C7")) == {"C7"}
    assert board.tell(PhaseChanged("s1", "recovery")) == {"C1"}
    assert board.views.view("C1", NOON, sparkline=False).phase == "recovery"


def test_a_sparkline_survives_a_restart() -> None:
    board = Board()
    for minute in range(6):
        board.take(reading(90 + minute), at=NOON + minute * MINUTE)
    now = NOON + 5 * MINUTE
    before = board.views.view("C1", now, sparkline=True)
    again = BedViews(board.folds.roster, board.folds.watch)
    again.rebuild(board.journal, now)
    after = again.view("C1", now, sparkline=True)
    assert after.sparkline == before.sparkline
    assert after.vitals["spo2"].value == 95


def test_a_sparkline_has_at_most_sixty_points_and_a_null_in_a_gap() -> None:
    line = Sparkline()
    for second in range(0, 3600, 10):
        line.add(NOON + second * SECOND, 97.0)
    assert len(line.points(NOON + 3600 * SECOND, 5 * SECOND)) == 60
    gap = Sparkline()
    assert gap.add(NOON, 97.0)
    assert not gap.add(NOON + SECOND, 97.0)
    gap.add(NOON + 5 * MINUTE, 96.0)
    assert [value for _, value in gap.points(NOON + 5 * MINUTE, 5 * SECOND)] == [97.0, None, 96.0]


def test_what_a_corrected_device_measured_moves_and_nothing_else() -> None:
    line = Sparkline()
    line.add(NOON - 9 * MINUTE, 99.0, "d2")
    for minute in range(3):
        line.add(NOON + (minute - 3) * MINUTE, 90.0 + minute, "d1")
    assert line.move("d1", 10 * MINUTE)
    assert not line.move("d3", MINUTE)
    line.add(NOON, 97.0, "d1")
    assert [value for _, value in line.points(NOON, 2 * MINUTE)] == [
        90.0, 91.0, 92.0, 99.0, None, 97.0
    ]


def test_a_corrected_device_shows_its_true_age_until_it_tells_more() -> None:
    board = Board()
    board.take(reading(90))
    board.take(reading(91), at=NOON + MINUTE)
    board.take(reading(80), device="d2", at=NOON + MINUTE)
    now = NOON + MINUTE + SECOND
    assert board.tell(ClockCorrected("d1", 0, 10 * MINUTE), now) == {"C1"}
    view = board.views.view("C1", now, sparkline=True)
    assert view.vitals["spo2"].age_s == 601.0
    assert view.sparkline
    assert [at for at, value in view.sparkline["spo2"] if value is not None] == [
        rfc3339((NOON - back * MINUTE) // STEP * STEP) for back in (10, 9)
    ]
    assert board.views.view("C2", now, sparkline=False).vitals["spo2"].age_s == 1.0


def test_a_dip_is_not_thinned_away() -> None:
    line = Sparkline()
    line.add(NOON - 30 * SECOND, 97.0)
    for second, value in enumerate((97.0, 81.0, 97.0)):
        line.add(NOON + second * SECOND, value)
    assert [value for _, value in line.points(NOON, 5 * SECOND)] == [97.0, 81.0]
