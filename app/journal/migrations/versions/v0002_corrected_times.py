"""Readings of a device's first minute may be placed anew; what was recorded first stays beside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the column; readings that were never placed anew have nothing in it."""
    op.add_column("reading", sa.Column("measured_first_at", sa.BigInteger))
