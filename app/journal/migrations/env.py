"""What Alembic runs for each command: the migrations, on the connection that the program hands over."""

from __future__ import annotations

from alembic import context

from app.journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
