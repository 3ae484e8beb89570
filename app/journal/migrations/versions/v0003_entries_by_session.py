"""An entry says in a column of its own which session it names, so that a session can be read from the journal."""

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
    """Makes the column and its index, and fills it for what is there."""
    op.add_column("entry", sa.Column("session", sa.Text))
    op.execute(_FILL[op.get_bind().dialect.name])
    condition = sa.text("session IS NOT NULL")
    op.create_index(
        "entry_by_session", "entry", ["session", "number"], sqlite_where=condition, postgresql_where=condition
    )
