"""`migrate`: brings a stopped ward's store to this version's schema."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json


def migrate(
    *,
    data: Folder = None,
    database: Annotated[
        str | None, typer.Option("--database", help="Another store than the folder's own.", metavar="URL")
    ] = None,
    as_json: Json = False,
) -> None:
    """Brings the store to this version's schema; `serve` does the same when it starts."""
    from app.cli.target import settings_of
    from app.journal.lock import acquire
    from app.journal.opening import HEAD, open_journal
    from app.ports import JournalError

    settings = settings_of({"data": data, "database": database})
    try:
        lock = acquire(settings.data)
        if lock is None:
            raise output.Stopped(f"{settings.data} is in use", "stop its server first", output.UNREACHABLE)
        with lock:
            open_journal(settings.store).close()
    except (JournalError, OSError) as closed:
        raise output.Stopped(f"can't open {settings.store}: {closed}", code=output.UNREACHABLE) from None
    output.show({"store": str(settings.store), "schema": HEAD}, as_json=as_json)
