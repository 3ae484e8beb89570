"""`serve`: one server on one data folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder


def serve(
    *,
    host: Annotated[str | None, typer.Option("--host", help="Where to listen.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", help="0 picks one.", show_default="8000")] = None,
    data: Folder = None,
    database: Annotated[
        str | None, typer.Option("--database", help="Another store than the folder's own.", metavar="URL")
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", help="production, test or demo.", show_default="production")
    ] = None,
    test_clock: Annotated[
        float | None, typer.Option("--test-clock", help="Run the clock so many times faster (mode test).")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", hidden=True)] = None,
) -> None:
    """Serves a ward. The first line on standard output, when ready, is {"url": …}."""
    from app.cli.target import settings_of

    settings = settings_of(_given(host, port, data, database, mode, test_clock, workers))

    from app.serving import CannotServe, Ready, serve
    from app.settings import SettingsError

    def ready(told: Ready) -> None:
        """Prints the address, and the link for the first administrator where there is none."""
        if told.setup is not None:
            output.note(f"make the first administrator (the link works once): {told.setup}")
        output.line(json.dumps({"url": told.url}))

    try:
        serve(settings, ready)
    except SettingsError as wrong:
        raise output.Stopped(str(wrong), code=output.USAGE) from None
    except CannotServe as wrong:
        raise output.Stopped(str(wrong), code=output.UNREACHABLE) from None


def _given(
    host: str | None, port: int | None, data: Path | None, database: str | None, mode: str | None,
    test_clock: float | None, workers: int | None,
) -> dict[str, object]:
    return {
        "host": host, "port": port, "data": data, "database": database, "mode": mode, "test_clock": test_clock,
        "workers": workers,
    }
