"""A person is erased from the journal in place: nothing names them any more, and nobody else's record changes."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alarm import Alarm, Scope
from app.journal import erasing_rows
from app.journal.connection import open_keeper, open_writer
from app.journal.files import DATABASE_FILE
from app.journal.keeper import Keeper
from app.journal.opening import open_journal
from app.patients import Patients
from app.ports import Checkpoint, Journal, Write
from monitors import entries
from monitors.asides import CourseExported
from monitors.body import Body
from monitors.entries import Acknowledged, AnyBody, BedAdded, DeviceBound, Entry, SessionOpened
from monitors.personal import ERASED, erased
from monitors.steps import PatientErased, PatientKnown, ScoreTold
from tests.app.journal.lives import KINDS, alarm_of, device_alarm, erasing, known, life
from tests.app.journal.making import READING, numbered, received

WAIT_S = 20
SECRET = "Zebedäus \"Zed\" Quill"


def append(journal: Journal, *writes: Write) -> None:
    for write in writes:
        journal.append(write).result(WAIT_S)


def everything(journal: Journal) -> list[Entry]:
    return list(journal.tail(0))


def revisions(journal: Journal, session: str) -> list[Alarm]:
    return journal.alarm(f"{session}.spo2.low.1") + journal.alarm(f"d-{session}.device.silent.1")


def as_bytes(found: list[Entry] | list[Alarm]) -> bytes:
    return msgspec.json.encode(found)


def test_every_text_of_every_kind_goes_and_numbers_times_and_persons_on_duty_stay(journal: Journal) -> None:
    append(journal, known("p-1", SECRET), life("s1", "p-1", SECRET, 1), received(READING))
    append(journal, life("s2", "p-1", SECRET, 99))
    before = everything(journal)
    append(journal, erasing("p-1", "erased-1"))
    *after, last = everything(journal)
    assert last.body == PatientErased("erased-1", "erased-1", "asked for it")
    assert [replace(one, body=BedAdded("")) for one in after] == [replace(one, body=BedAdded("")) for one in before]
    told = "".join(entries.encode(one.body).decode() for one in after)
    assert "Zebed" not in told
    assert "p-1" not in told
    for was, now in zip(before, after, strict=True):
        elsewhere = isinstance(was.body, DeviceBound) and was.body.reason in ("elsewhere", "after it")
        assert now.body == (was.body if elsewhere else erased(was.body, "erased-1"))
    assert after[0].body == PatientKnown("erased-1")


def test_the_alarms_keep_their_values_and_lose_what_persons_wrote(journal: Journal) -> None:
    append(journal, life("s1", "p-1", SECRET, 1), erasing("p-1", "erased-1"))
    assert journal.alarm("s1.spo2.low.1") == [alarm_of("s1", ERASED), alarm_of("s1", ERASED, 2)]
    (own,) = journal.alarm("d-s1.device.silent.1")
    assert own == device_alarm("d-s1", own.at, ERASED)
    silent = replace(alarm_of("s2", ""), acknowledged=None, shelved=None, suppressed_by="s2.device.silent.1")
    append(journal, Write((), [silent]), life("s2", "p-2", SECRET, 1), erasing("p-2", "erased-2"))
    assert journal.alarm("s2.spo2.low.1")[0] == silent, "where nothing was written nothing is erased"


_fresh = itertools.count()
_lives = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.sampled_from(KINDS), max_size=4), st.booleans()), min_size=1, max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(_lives, st.integers(0, 2))
def test_nobody_elses_record_changes_by_a_byte(
    journal: Journal, lives: list[tuple[int, list[type[Body]], bool]], who: int
) -> None:
    example = next(_fresh)
    labels = [f"x{example}", f"x{example}0", f"y{example}"]
    sessions = [f"s{example}_{place}" for place in range(len(lives))]
    for session, (owner, kinds, reading) in zip(sessions, lives, strict=True):
        append(journal, life(session, labels[owner], f"secret of {labels[owner]}!", journal.last()[0], kinds))
        if reading:
            append(journal, received(READING._replace(session=session, device=f"r{session}")))
    append(journal, *(known(label, f"secret of {label}!") for label in labels))
    own = {session for session, (owner, _, _) in zip(sessions, lives, strict=True) if owner == who}
    others = set(sessions) - own
    before = everything(journal)
    about = {session: as_bytes(list(journal.about(session))) for session in others}
    alarms = {session: as_bytes(revisions(journal, session)) for session in others}
    points = {session: journal.points(session, "spo2", f"r{session}", 0, 2**62) for session in sessions}
    append(journal, erasing(labels[who], f"erased-{example}"))
    after = everything(journal)
    assert [one.number for one in after] == list(range(1, len(before) + 2))
    assert about == {session: as_bytes(list(journal.about(session))) for session in others}
    assert alarms == {session: as_bytes(revisions(journal, session)) for session in others}
    assert points == {session: journal.points(session, "spo2", f"r{session}", 0, 2**62) for session in sessions}
    secret = f"secret of {labels[who]}!"
    assert secret not in as_bytes(after).decode()
    for was, now in zip(before, after, strict=False):
        if secret not in (told := entries.encode(was.body).decode()) and f'"{labels[who]}"' not in told:
            assert entries.encode(now.body).decode() == told
    assert not any(secret in as_bytes(revisions(journal, session)).decode() for session in own)


def dumped(told: list[Entry]) -> bytes:
    patients = Patients()
    for entry in told:
        patients.apply(entry)
    return patients.dump()


_scores = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["phq9", "mood"]), st.integers(0, 10), st.booleans()), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(_scores, st.integers(0, 2))
def test_scores_keep_their_numbers_and_lose_the_label_and_the_note(
    journal: Journal, scores: list[tuple[int, str, int, bool]], who: int
) -> None:
    example = next(_fresh)
    labels = [f"x{example}", f"x{example}0", f"y{example}"]
    bodies: list[AnyBody] = []
    for place, (owner, what, value, noted) in enumerate(scores):
        note = f"secret of {labels[owner]}!" if noted else ""
        bodies += [ScoreTold(labels[owner], what, value, place, note), CourseExported(labels[owner], "pdf")]
    start = journal.last()[0]
    append(journal, Write([(place, "anna", body, None) for place, body in enumerate(bodies)]))
    before = list(journal.tail(start))
    append(journal, erasing(labels[who], f"erased-{example}"))
    live = Entry(*journal.last(), "root", PatientErased(labels[who], f"erased-{example}", "asked for it"))
    assert dumped([*before, live]) == dumped(list(journal.tail(start))), "a replay finds what the running fold keeps"
    for was, now in zip(before, journal.tail(start), strict=False):
        told = was.body
        if getattr(told, "patient", "") != labels[who]:
            assert now == was
        elif isinstance(told, ScoreTold):
            note = ERASED if told.note else ""
            assert now == replace(was, body=ScoreTold(f"erased-{example}", told.what, told.value, told.at, note))
        else:
            assert now == replace(was, body=CourseExported(f"erased-{example}", "pdf"))


def test_a_device_of_a_sessions_name_keeps_what_was_said_of_it(journal: Journal) -> None:
    own = replace(device_alarm("s1", 3, ""), id="s1.device.silent.1", scope=Scope(device="s1"))
    seen = [Acknowledged("s1.device.silent.1", 1, "cable"), Acknowledged("s1.never.recorded.1", 1, "a")]
    append(journal, Write([(2, "anna", one, None) for one in seen], [own]), life("s1", "p-1", SECRET, 5, []))
    append(journal, erasing("p-1", "erased-1"))
    assert [one.body for one in everything(journal)[:2]] == [seen[0], Acknowledged("s1.never.recorded.1", 1, ERASED)]


def test_who_comes_later_under_the_label_is_somebody_else(journal: Journal) -> None:
    append(journal, life("s1", "p-1", SECRET, 1, []), erasing("p-1", "erased-1"), life("s2", "p-1", "new", 200, []))
    labels = [one.body.patient for one in everything(journal) if isinstance(one.body, SessionOpened)]
    assert labels == ["erased-1", "p-1"]
    append(journal, erasing("p-1", "erased-2"))
    labels = [one.body.patient for one in everything(journal) if isinstance(one.body, SessionOpened)]
    assert labels == ["erased-1", "erased-2"]


def test_checkpoints_from_before_go_and_none_comes_late(journal: Journal) -> None:
    append(journal, life("s1", "p-1", SECRET, 1, []))
    number, _ = journal.last()
    journal.save(Checkpoint(number, {"roster": SECRET.encode()})).result(WAIT_S)
    append(journal, erasing("p-1", "erased-1"))
    assert journal.checkpoint() is None
    journal.save(Checkpoint(number, {"roster": SECRET.encode()})).result(WAIT_S)
    assert journal.checkpoint() is None
    journal.save(Checkpoint(number + 1, {"roster": b""})).result(WAIT_S)
    assert journal.checkpoint() == Checkpoint(number + 1, {"roster": b""})


def test_the_files_hold_nothing_of_an_erased_person(tmp_path: Path) -> None:
    secret = "Zebediah"
    with closing(open_journal(tmp_path)) as journal:
        append(journal, known("label-of-zed", secret))
        for place in range(30):
            label = "label-of-zed" if place % 3 else "p-2"
            append(journal, life(f"s{place}", label, secret if place % 3 else "another", place * 100))
            append(journal, received(READING._replace(session=f"s{place}", sequence=place)))
            state = {"roster": secret.encode() * 2_000 * (1 + place % 2)}
            journal.save(Checkpoint(journal.last()[0], state)).result(WAIT_S)
        with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as looking:
            assert looking.execute("SELECT count(*) FROM entry").fetchone() != (0,)
            append(journal, erasing("label-of-zed", "erased-1"))
            journal.close()
            files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert files[f"{DATABASE_FILE}-wal"] == b"", "emptied although another program has the file open"
    for name, held in files.items():
        assert secret.encode() not in held, name
        assert b"label-of-zed" not in held, name
    assert files[DATABASE_FILE].count(b"another") > 100


def test_an_erasure_reads_no_row_that_no_index_leads_to(tmp_path: Path) -> None:
    open_journal(tmp_path).close()
    asked = {
        erasing_rows._OF_PATIENT: ("p-1",), erasing_rows._ABOUT: ("s1",), erasing_rows._ALARMS: ("s1",),
        erasing_rows._OWNER: ("a",), erasing_rows._ENDED: ("ended", 1), erasing_rows._BOUND: (1, 2),
        erasing_rows._BEFORE: (5, "d1"),
    }
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as connection:
        for question, marks in asked.items():
            plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", marks).fetchall()
            assert [row[3].split()[0] for row in plan] == ["SEARCH"], (question, plan)


def test_a_wal_that_holds_an_erased_person_is_emptied_once_no_reader_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.journal.keeper.EMPTY_AGAIN_S", 0.01)
    file = tmp_path / DATABASE_FILE
    sizes: list[int] = []
    third = threading.Event()

    with closing(open_journal(tmp_path)) as journal, closing(open_writer(file)) as reader:

        def connect() -> sqlite3.Connection:
            sizes.append(file.with_name(f"{file.name}-wal").stat().st_size)
            if len(sizes) == 3:
                reader.execute("ROLLBACK")
                third.set()
            return open_keeper(file)

        append(journal, received(*numbered(5)))
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM reading").fetchone()
        keeper = Keeper(connect, threading.Lock())
        keeper.erased(1)
        assert third.wait(WAIT_S)
        keeper.close()
        assert min(sizes) > 0
        assert file.with_name(f"{file.name}-wal").stat().st_size == 0
