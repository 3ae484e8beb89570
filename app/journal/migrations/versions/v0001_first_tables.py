"""The first tables: entries, readings, alarm revisions and checkpoints."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables and their indexes."""
    op.create_table(
        "entry",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        *_required(sa.BigInteger, "at"),
        *_required(sa.Text, "by", "kind", "body"),
    )
    _make_readings()
    _make_alarms()
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        *_required(sa.LargeBinary, "state"),
    )


def _make_readings() -> None:
    op.create_table(
        "reading",
        sa.Column("entry", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *_required(sa.Text, "device", "epoch", "vital"),
        sa.Column("value", sa.Float(53)),
        *_required(sa.Text, "status", "quality", "reason"),
        sa.Column("sequence", sa.BigInteger),
        sa.Column("taken_at", sa.BigInteger),
        *_required(sa.BigInteger, "received_at", "measured_at", "offset"),
        *_required(sa.Integer, "late"),
        *_required(sa.Text, "session", "bed", "method", "measurement", "mode"),
        sa.Column("value_key", sa.Text),
        sqlite_with_rowid=False,
    )
    _once("reading_once_by_sequence", ["device", "epoch", "vital", "sequence"], "sequence IS NOT NULL")
    _once(
        "reading_once_by_time", ["device", "vital", "taken_at", "value_key"],
        "sequence IS NULL AND taken_at IS NOT NULL",
    )
    op.create_index("reading_series", "reading", ["session", "vital", "device", "measured_at"])


def _make_alarms() -> None:
    op.create_table(
        "alarm_revision",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        *_required(sa.BigInteger, "at"),
        *_required(sa.Text, "session", "state"),
        *_required(sa.BigInteger, "onset_at"),
        sa.Column("ended_at", sa.BigInteger),
        *_required(sa.Text, "body"),
    )
    op.create_index("alarm_revision_by_state", "alarm_revision", ["state", "at"])
    op.create_index("alarm_revision_by_session", "alarm_revision", ["session", "state", "at"])


def _required(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _once(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "reading", columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )
