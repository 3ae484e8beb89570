"""An entry has the session, or the scope of the alarm, that it names in a column; it is found by that, or by its kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TOLD = {"sqlite": "json_extract(body, '$.{0}')", "postgresql": "CAST(body AS json) ->> '{0}'"}
_BEGINNING = {"sqlite": "substr({0}, 1, instr({0}, '.') - 1)", "postgresql": "split_part({0}, '.', 1)"}
_FILL = "UPDATE entry SET session = nullif(coalesce(nullif({0}, ''), {1}), '') WHERE kind <> 'Received'"


def upgrade() -> None:
    """Makes the column, fills it for what is there, and makes the indexes."""
    op.add_column("entry", sa.Column("session", sa.Text))
    dialect = op.get_bind().dialect.name
    session, alarm = (_TOLD[dialect].format(name) for name in ("session", "alarm"))
    op.execute(_FILL.format(session, _BEGINNING[dialect].format(f"({alarm})")))
    _index("entry_by_session", ["session", "number"], "session IS NOT NULL")
    _index("entry_by_kind", ["kind", "number"], "kind NOT IN ('Received', 'Advanced')")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "entry", columns, sqlite_where=condition, postgresql_where=condition)
