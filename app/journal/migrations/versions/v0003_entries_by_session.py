"""An entry says in a column of its own which session it names; those of a session, and of a rare kind, are indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_FILL = {
    "sqlite": "UPDATE entry SET session = nullif(json_extract(body, '$.session'), '') WHERE kind <> 'Received'",
    "postgresql": "UPDATE entry SET session = nullif(CAST(body AS json) ->> 'session', '') WHERE kind <> 'Received'",
}


def upgrade() -> None:
    """Makes the column, fills it for what is there, and makes the indexes."""
    op.add_column("entry", sa.Column("session", sa.Text))
    op.execute(_FILL[op.get_bind().dialect.name])
    _index("entry_by_session", ["session", "number"], "session IS NOT NULL")
    _index("entry_by_kind", ["kind", "number"], "kind NOT IN ('Received', 'Advanced')")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "entry", columns, sqlite_where=condition, postgresql_where=condition)
