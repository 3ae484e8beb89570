"""`demo`: a server with a simulated ward, from one command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def demo(
    *,
    beds: Annotated[int, typer.Option("--beds", min=1, max=500, help="How many beds.")] = 8,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 picks one.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    data: Annotated[
        Path | None, typer.Option("--data", help="Keep it in this folder.", show_default="a temporary one")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Starts a server and a simulated ward, prints the address and the sign-in, and opens a browser."""
    from app.demo import run

    sys.exit(run(beds=beds, host=host, port=port, folder=data, browser=not no_browser))
