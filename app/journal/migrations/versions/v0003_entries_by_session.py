"""An entry has the session (or its alarm's scope) and the patient that it names in columns, and is found by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TOLD = {"sqlite": "json_extract(body, '$.{0}')", "postgresql": "CAST(body AS json) ->> '{0}'"}
_BEGINNING = {"sqlite": "substr({0}, 1, instr({0}, '.') - 1)", "postgresql": "split_part({0}, '.', 1)"}
_FILL = (
    "UPDATE entry SET session = nullif(coalesce(nullif({0}, ''), {1}), ''), patient = nullif({2}, '') "
    "WHERE kind <> 'Received'"
)


def upgrade() -> None:
    """Makes the columns, fills them for what is there, and makes the indexes."""
    op.add_column("entry", sa.Column("session", sa.Text))
    op.add_column("entry", sa.Column("patient", sa.Text))
    dialect = op.get_bind().dialect.name
    session, alarm, patient = (_TOLD[dialect].format(name) for name in ("session", "alarm", "patient"))
    op.execute(_FILL.format(session, _BEGINNING[dialect].format(f"({alarm})"), patient))
    _index("entry_by_session", ["session", "number"], "session IS NOT NULL")
    _index("entry_by_patient", ["patient", "number"], "patient IS NOT NULL")
    _index("entry_by_kind", ["kind", "number"], "kind NOT IN ('Received', 'Advanced')")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "entry", columns, sqlite_where=condition, postgresql_where=condition)
