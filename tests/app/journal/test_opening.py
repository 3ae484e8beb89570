"""A journal is opened where it may be, brought to this version's schema, and refused with the reason where not."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from app.journal import opening
from app.journal.connection import open_writer
from app.journal.files import DATABASE_FILE
from app.journal.migrations.running import configuration
from app.journal.opening import open_journal
from app.journal.tables import metadata
from app.ports import JournalError, Write
from monitors.asides import NotificationQueued
from monitors.entries import Acknowledged, AnyBody, BedAdded, ClockCorrected, PhaseChanged, SessionClosed, SessionOpened
from monitors.reading import Batch
from tests.app.journal.making import READING, SECOND, received

WAIT_S = 20
COMMAND = """
import sys
from app.journal.opening import open_journal
from app.ports import Write
from monitors.entries import BedAdded
journal = open_journal(sys.argv[1])
list(journal.tail(0))
journal.checkpoint()
journal.append(Write([(1, "", BedAdded("1"), None)])).result()
journal.close()
print(sorted({"alembic", "sqlalchemy", "numpy"} & set(sys.modules)))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ward"


def test_the_folder_and_the_files_are_their_owners_only(folder: Path) -> None:
    with closing(open_journal(folder)) as journal:
        journal.append(received(READING)).result(WAIT_S)
        rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert rights == {DATABASE_FILE: 0o600, f"{DATABASE_FILE}-wal": 0o600, f"{DATABASE_FILE}-shm": 0o600}


@pytest.mark.parametrize("name", ["a b", "100%", "what?#", "ä"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    with closing(open_journal(tmp_path / name)) as journal:
        journal.append(received(READING)).result(WAIT_S)
        assert len(journal.points("s1", "spo2", "d1", 0, 10**12)) == 1
    assert (tmp_path / name / DATABASE_FILE).exists()


def test_a_sqlite_address_names_the_file(tmp_path: Path) -> None:
    open_journal(f"sqlite:///{tmp_path}/deep/other.db").close()
    assert (tmp_path / "deep" / "other.db").exists()
    open_journal(str(tmp_path / "as text")).close()
    assert (tmp_path / "as text" / DATABASE_FILE).exists()


@pytest.mark.parametrize("address", ["postgresql://u:secret@host/db", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_file_is_refused_without_repeating_its_secrets(address: str) -> None:
    with pytest.raises(JournalError, match="give a data folder, or sqlite:///FILE") as failure:
        open_journal(address)
    assert "secret" not in str(failure.value)


def test_a_newer_database_is_refused(folder: Path) -> None:
    open_journal(folder).close()
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(JournalError, match="newer version of this program \\(schema 9999"):
        open_journal(folder)


def test_a_database_of_something_else_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute("CREATE TABLE recipe (name)")
        connection.commit()
    before = (folder / DATABASE_FILE).read_bytes()
    with pytest.raises(JournalError, match="database of another program"):
        open_journal(folder)
    assert (folder / DATABASE_FILE).read_bytes() == before


def test_a_file_that_is_no_database_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / DATABASE_FILE).write_text("not a database, but long enough to look at " * 100)
    with pytest.raises(JournalError, match="not a database of this program"):
        open_journal(folder)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="can't be opened"):
        open_journal(tmp_path / "file" / "ward")


def test_opening_a_database_of_this_version_loads_neither_alembic_nor_sqlalchemy(folder: Path) -> None:
    open_journal(folder).close()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(folder)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.strip() == "[]"


def test_the_newest_migration_is_the_one_this_version_knows() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [opening.HEAD]


def test_a_store_of_the_first_schema_is_brought_to_this_one_with_what_is_in_it(folder: Path) -> None:
    with closing(open_journal(folder)) as journal:
        journal.append(received(READING)).result(WAIT_S)
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute("ALTER TABLE reading DROP COLUMN measured_first_at")
        connection.execute("DROP INDEX entry_by_session")
        connection.execute("DROP INDEX entry_by_kind")
        connection.execute("DROP INDEX entry_by_patient")
        connection.execute("ALTER TABLE entry DROP COLUMN patient")
        connection.execute("ALTER TABLE entry DROP COLUMN session")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    with closing(open_journal(folder)) as journal:
        journal.append(Write([(SECOND, "", ClockCorrected("d1", 0, 1), None)])).result(WAIT_S)
        assert [entry.batch for entry in journal.tail(0)] == [Batch.of([READING]), None]


def test_the_entries_of_an_older_store_are_found_by_their_session(folder: Path) -> None:
    said = SessionOpened("s1", "1", "ketamine-iv", "ketamine-iv", 'Ä "\U0001f642" \t', "infusion")
    asked = NotificationQueued("sms.1.1", "sms", "test", "a test")
    with closing(open_journal(folder)) as journal:
        bodies: list[AnyBody] = [
            BedAdded("s1"), said, PhaseChanged("s2", "infusion"), asked, SessionClosed("s1", "done"),
            Acknowledged("s3.spo2.low.1", 1),
        ]
        journal.append(Write([(at, "anna", body, None) for at, body in enumerate(bodies)])).result(WAIT_S)
        journal.append(received(READING)).result(WAIT_S)
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        connection.execute("DROP INDEX entry_by_session")
        connection.execute("DROP INDEX entry_by_kind")
        connection.execute("DROP INDEX entry_by_patient")
        connection.execute("ALTER TABLE entry DROP COLUMN patient")
        connection.execute("ALTER TABLE entry DROP COLUMN session")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    with closing(open_journal(folder)) as journal:
        assert [entry.number for entry in journal.about("s1")] == [2, 5]
        assert [entry.body for entry in journal.about("s2")] == [bodies[2]]
        assert list(journal.about("")) == []
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as connection:
        scopes = [row[0] for row in connection.execute("SELECT session FROM entry ORDER BY number")]
        assert scopes == [None, "s1", "s2", None, "s1", "s3", None]
        labels = [row[0] for row in connection.execute("SELECT patient FROM entry ORDER BY number")]
        assert labels == [None, said.patient, *[None] * 5]


def test_the_migrations_arrive_at_the_tables(folder: Path) -> None:
    open_journal(folder).close()
    engine = create_engine("sqlite://", creator=lambda: open_writer(folder / DATABASE_FILE))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("alembic.op.create_index", broken)
    with pytest.raises(JournalError):
        open_journal(folder)
    monkeypatch.undo()
    with closing(open_journal(folder)) as journal:
        assert journal.append(received(READING)).result(WAIT_S).numbers == (1,)
