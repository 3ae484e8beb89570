"""What only the journal in SQLite must do: group commit, surviving failures, opening, and keeping its file small."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.journal import replaying
from app.journal.connection import open_keeper, open_writer
from app.journal.files import DATABASE_FILE
from app.journal.keeper import PAGES_TO_COPY, ROWS_A_PAGE, Keeper, tidy
from app.journal.opening import open_journal
from app.journal.sql import SqlJournal
from app.journal.transaction import PLACE_ANEW
from app.journal.writer import Writer
from app.ports import Checkpoint, JournalError, Unrecordable, Write
from monitors.entries import BedAdded
from tests.app.journal.making import ALARM, READING, SECOND, numbered, received

WAIT_S = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ward"


@pytest.fixture
def file(folder: Path) -> Path:
    """A journal's database, for connections beside the journal's own."""
    open_journal(folder).close()
    return folder / DATABASE_FILE


@pytest.fixture
def journal(file: Path) -> Iterator[SqlJournal]:
    opened = open_journal(file.parent)
    yield opened
    opened.close()


def writer_on(connect: Callable[[], sqlite3.Connection]) -> tuple[Writer, list[int]]:
    """A writer, and the rows of each of its commits."""
    commits: list[int] = []
    return Writer(connect, threading.Lock(), commits.append, lambda _number: None), commits


def impatient(file: Path) -> sqlite3.Connection:
    connection = open_writer(file)
    connection.execute("PRAGMA busy_timeout=0")
    return connection


# -- the writer


def test_what_queued_meanwhile_goes_into_one_commit(file: Path) -> None:
    writer, commits = writer_on(lambda: open_writer(file))
    writer.stall(60)
    futures = [writer.append(received(one)) for one in numbered(100)]
    writer.close()
    assert [future.result(0).numbers for future in futures] == [(k,) for k in range(1, 101)]
    assert commits == [200]


def test_a_stall_can_be_ended_before_its_time(file: Path) -> None:
    writer, _ = writer_on(lambda: open_writer(file))
    writer.stall(60)
    future = writer.append(received(READING))
    writer.release()
    assert future.result(WAIT_S).numbers == (1,)
    writer.close()


def test_a_long_backlog_is_cut_into_bounded_commits(file: Path) -> None:
    writer, commits = writer_on(lambda: open_writer(file))
    writer.stall(60)
    futures = [writer.append(received(*numbered(1_500, first=k * 1_500))) for k in range(5)]
    writer.close()
    assert [future.result(0).numbers for future in futures] == [(1,), (2,), (3,), (4,), (5,)]
    assert commits == [3_002, 3_002, 1_501]


def test_a_bad_write_dooms_only_itself(file: Path) -> None:
    writer, _ = writer_on(lambda: open_writer(file))
    writer.stall(60)
    good, bad, half, other = (
        writer.append(received(READING._replace(**change)))
        for change in ({"sequence": 1}, {"sequence": 2**70}, {"reason": "\ud800"}, {"sequence": 2})
    )
    writer.close()
    assert (good.result(0).numbers, other.result(0).numbers) == ((1,), (2,))
    for future in (bad, half):
        with pytest.raises(Unrecordable, match="can't be stored"):
            future.result(0)
    assert [entry.number for entry in replaying.tail(file, 0)] == [1, 2]


def test_nothing_of_a_failed_write_remains(journal: SqlJournal) -> None:
    entries = [*received(*numbered(3)).entries, *received(READING._replace(sequence=2**70)).entries]
    with pytest.raises(Unrecordable):
        journal.append(Write(entries, [ALARM])).result(WAIT_S)
    assert (journal.last(), journal.alarm(ALARM.id)) == ((0, 0), [])
    assert journal.append(received(*numbered(3))).result(WAIT_S).duplicates == 0


def test_a_full_disk_is_said_plainly_and_survived(file: Path) -> None:
    connection = open_writer(file)
    connection.execute("PRAGMA max_page_count=30")
    writer, _ = writer_on(lambda: connection)
    with pytest.raises(JournalError, match="disk is full") as failure:
        writer.append(received(*numbered(2_000))).result(WAIT_S)
    assert not isinstance(failure.value, Unrecordable)
    small = writer.append(received(READING)).result(WAIT_S)
    connection.execute("PRAGMA max_page_count=100000")
    assert writer.append(received(*numbered(2_000, first=2))).result(WAIT_S).numbers == (small.numbers[0] + 1,)
    writer.close()


def test_a_locked_database_is_said_plainly_and_survived(file: Path) -> None:
    writer, _ = writer_on(lambda: impatient(file))
    with closing(open_writer(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.stall(0.05)
        futures = [writer.append(received(one)) for one in numbered(3)]
        for future in futures:
            with pytest.raises(JournalError, match="locked by another program"):
                future.result(WAIT_S)
        other.execute("ROLLBACK")
    assert writer.append(received(READING)).result(WAIT_S).numbers == (1,)
    assert writer.backlog() == 0
    writer.close()


def test_a_connection_that_cannot_be_opened_is_tried_again(file: Path) -> None:
    refusals = [sqlite3.OperationalError("unable to open database file")]

    def connect() -> sqlite3.Connection:
        if refusals:
            raise refusals.pop()
        return open_writer(file)

    writer, _ = writer_on(connect)
    with pytest.raises(JournalError, match="unable to open"):
        writer.append(received(READING)).result(WAIT_S)
    assert writer.append(received(READING)).result(WAIT_S).numbers == (1,)
    writer.close()


def test_of_two_stalls_the_longer_counts_and_they_do_not_add_up(journal: SqlJournal) -> None:
    started = time.monotonic()
    for seconds in (0.3, 0.05, 0.3):
        journal.stall(seconds)
    assert journal.append(received(READING)).result(WAIT_S).numbers == (1,)
    assert 0.29 <= time.monotonic() - started < 0.6


def test_a_reader_starts_no_threads(folder: Path) -> None:
    before = threading.active_count()
    with closing(open_journal(folder)) as journal:
        assert journal.last() == (0, 0)
        assert list(journal.tail(0)) == []
        assert threading.active_count() == before


# -- what is read


def test_a_journal_is_there_again_after_it_was_closed(folder: Path) -> None:
    with closing(open_journal(folder)) as journal:
        journal.append(Write(received(*numbered(3)).entries, [ALARM])).result(WAIT_S)
        journal.save(Checkpoint(1, {"watch": b"state"})).result(WAIT_S)
        expected = list(journal.tail(0))
    with closing(open_journal(folder)) as journal:
        assert list(journal.tail(0)) == expected
        assert journal.checkpoint() == Checkpoint(1, {"watch": b"state"})
        assert journal.alarm(ALARM.id) == [ALARM]
        assert journal.append(received(READING, *numbered(1, first=9))).result(WAIT_S).numbers == (2,)
        assert [len(entry.batch or ()) for entry in journal.tail(1)] == [1]


def test_a_tail_in_small_chunks_is_the_same_tail(journal: SqlJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    for k, size in enumerate((0, 1, 2, 7, 1, 1, 0, 3)):
        journal.append(Write([(k, "", BedAdded(str(k)), None)]))
        journal.append(received(*numbered(size, first=k * 10)))
    journal.append(Write([(9, "", BedAdded("last"), None)])).result(WAIT_S)
    whole = list(journal.tail(3))
    monkeypatch.setattr(replaying, "CHUNK_ENTRIES", 3)
    monkeypatch.setattr(replaying, "CHUNK_READINGS", 3)
    assert list(journal.tail(3)) == whole
    assert [entry.number for entry in whole] == list(range(4, 18))


def test_a_tail_goes_on_while_more_is_appended(journal: SqlJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "CHUNK_ENTRIES", 2)
    for one in numbered(3):
        journal.append(received(one)).result(WAIT_S)
    reading = journal.tail(0)
    assert next(reading).number == 1
    journal.append(received(*numbered(1, first=9))).result(WAIT_S)
    assert [entry.number for entry in reading] == [2, 3, 4]


def test_an_entry_of_a_later_version_is_named(journal: SqlJournal, file: Path) -> None:
    journal.append(received(READING)).result(WAIT_S)
    with closing(open_writer(file)) as other:
        other.execute("""INSERT INTO entry VALUES (2, 0, '', 'Unheard', '{"kind":"Unheard"}', NULL, '')""")
    with pytest.raises(JournalError, match="entry 2 can't be read by this version"):
        list(journal.tail(0))


def test_history_of_a_long_session_is_answered_from_an_index(journal: SqlJournal, file: Path) -> None:
    journal.append(received(*numbered(5))).result(WAIT_S)
    with closing(open_writer(file)) as other:
        plan = other.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM reading WHERE session = 's1' AND vital = 'spo2' AND device = 'd1' "
            "AND measured_at BETWEEN 0 AND 9 ORDER BY measured_at, entry, position"
        ).fetchall()
    assert ["reading_series" in step[3] for step in plan] == [True]
    assert len(journal.points("s1", "spo2", "d1", 0, 9 * SECOND)) == 5


def test_a_correction_looks_at_its_devices_readings_only(file: Path) -> None:
    marks = {"device": "d1", "offset": 0, "since": 0}
    with closing(open_writer(file)) as other:
        plans = [other.execute(f"EXPLAIN QUERY PLAN {one}", marks).fetchall() for one in PLACE_ANEW]
    assert [[step[3] for step in plan] for plan in plans] == [
        ["SEARCH reading USING INDEX reading_once_by_time (device=?)"],
        ["SEARCH reading USING INDEX reading_once_by_sequence (device=?)"],
    ]


# -- the file


def test_commits_are_durable_and_never_checkpoint_in_passing(file: Path) -> None:
    with closing(open_writer(file)) as connection:
        settings = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "wal_autocheckpoint")
        ]
    assert settings == ["wal", 2, 0]


def test_the_wal_is_emptied_off_the_commit_path(journal: SqlJournal, file: Path) -> None:
    wal = file.with_name(f"{DATABASE_FILE}-wal")
    journal.append(received(*numbered(500))).result(WAIT_S)
    assert wal.stat().st_size > 0
    tidy(lambda: open_keeper(file), threading.Lock(), pages_allowed=1_000_000)
    assert wal.stat().st_size > 0
    tidy(lambda: open_keeper(file), threading.Lock(), pages_allowed=0)
    assert wal.stat().st_size == 0
    assert len(journal.points("s1", "spo2", "d1", 0, 10**12)) == 500


def test_a_grown_wal_is_copied_without_being_asked(file: Path) -> None:
    copied = threading.Event()

    def connect() -> sqlite3.Connection:
        copied.set()
        return open_keeper(file)

    keeper = Keeper(connect, threading.Lock())
    keeper.committed(rows=10)
    assert not copied.is_set()
    keeper.committed(rows=PAGES_TO_COPY * ROWS_A_PAGE)
    assert copied.wait(WAIT_S)
    keeper.close()


def test_a_checkpoint_that_cannot_be_stored_says_why_and_the_next_one_is(file: Path) -> None:
    turn = threading.Lock()
    keeper = Keeper(lambda: open_keeper(file), turn)
    with closing(open_writer(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="locked by another program"):
            keeper.save(Checkpoint(1, {"watch": b"1"})).result(WAIT_S)
        other.execute("ROLLBACK")
    keeper.save(Checkpoint(2, {"watch": b"2"})).result(WAIT_S)
    keeper.close()
    assert replaying.checkpoint(file) == Checkpoint(2, {"watch": b"2"})


def test_a_reader_in_the_way_only_puts_the_emptying_off(journal: SqlJournal, file: Path) -> None:
    journal.append(received(*numbered(5))).result(WAIT_S)
    with closing(open_writer(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM reading").fetchone()
        journal.append(received(*numbered(5, first=6))).result(WAIT_S)
        tidy(lambda: open_keeper(file), threading.Lock(), pages_allowed=0)
        assert journal.append(received(*numbered(5, first=11))).result(WAIT_S).numbers == (3,)
        assert reader.execute("SELECT count(*) FROM reading").fetchone() == (5,)
