"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Folder: TypeAlias = Annotated[
    Path | None, typer.Option("--data", help="The ward's data folder.", metavar="DIR", show_default=False)
]
Url: TypeAlias = Annotated[
    str | None, typer.Option("--url", help="A running server, instead of --data.", metavar="URL", show_default=False)
]
Token: TypeAlias = Annotated[
    str | None, typer.Option("--token", help="A bearer token for --url.", metavar="TOKEN", show_default=False)
]
Profiles: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--profiles", help="The clinic's own profile files.", metavar="DIR", envvar="INFUSION_WATCH_PROFILES",
        show_default=False, show_envvar=False,
    ),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.", show_default=False)]


def split(names: list[str] | None) -> list[str]:
    """The names of an option that may be repeated and may hold commas."""
    return [name for part in names or [] for name in part.split(",") if name]
