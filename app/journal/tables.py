"""The store's tables, as SQLAlchemy Core knows them: what history asks of, and what the migrations must arrive at.

Times are microseconds in BIGINT; enumerations are texts. The two unique indexes of `reading` stand behind the
deduplication of intake (CONTRACT section 2). `measured_first_at` is there where the one correction of a device's time
changed `measured_at`: what was recorded first, so that a replay judges what was judged.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from app.journal.rows import NOT_FREQUENT

metadata = MetaData()

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A number that SQLite keeps as its own row id, which only the exact word INTEGER gives."""

entry = Table(
    "entry", metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("session", Text),
    Column("patient", Text),
)

_OF_A_SESSION = text("session IS NOT NULL")
_OF_A_PATIENT = text("patient IS NOT NULL")

Index(
    "entry_by_session", entry.c.session, entry.c.number, sqlite_where=_OF_A_SESSION, postgresql_where=_OF_A_SESSION
)
Index(
    "entry_by_patient", entry.c.patient, entry.c.number, sqlite_where=_OF_A_PATIENT, postgresql_where=_OF_A_PATIENT
)
Index(
    "entry_by_kind", entry.c.kind, entry.c.number, sqlite_where=text(NOT_FREQUENT),
    postgresql_where=text(NOT_FREQUENT),
)

reading = Table(
    "reading", metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("vital", Text, nullable=False),
    Column("value", Float(53)),
    Column("status", Text, nullable=False),
    Column("quality", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sequence", BigInteger),
    Column("taken_at", BigInteger),
    Column("received_at", BigInteger, nullable=False),
    Column("measured_at", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("late", Integer, nullable=False),
    Column("session", Text, nullable=False),
    Column("bed", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("measurement", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("value_key", Text),
    Column("measured_first_at", BigInteger),
    sqlite_with_rowid=False,
)

_NUMBERED = text("sequence IS NOT NULL")
_TIMED = text("sequence IS NULL AND taken_at IS NOT NULL")

Index(
    "reading_once_by_sequence", reading.c.device, reading.c.epoch, reading.c.vital, reading.c.sequence,
    unique=True, sqlite_where=_NUMBERED, postgresql_where=_NUMBERED,
)
Index(
    "reading_once_by_time", reading.c.device, reading.c.vital, reading.c.taken_at, reading.c.value_key,
    unique=True, sqlite_where=_TIMED, postgresql_where=_TIMED,
)
Index("reading_series", reading.c.session, reading.c.vital, reading.c.device, reading.c.measured_at)

alarm_revision = Table(
    "alarm_revision", metadata,
    Column("id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("session", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("onset_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("body", Text, nullable=False),
)

Index("alarm_revision_by_state", alarm_revision.c.state, alarm_revision.c.at)
Index("alarm_revision_by_session", alarm_revision.c.session, alarm_revision.c.state, alarm_revision.c.at)

checkpoint = Table(
    "checkpoint", metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("state", LargeBinary, nullable=False),
)
