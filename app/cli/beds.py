"""`bed add` and `bed list`: the places of the ward."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url
from app.cli.target import reach


def beds() -> typer.Typer:
    """The `bed` commands."""
    app = typer.Typer(help="Beds, chairs, rooms: a bed's name is its id.", no_args_is_help=True)
    app.command("add")(add)
    app.command("list")(list_)
    return app


def add(
    name: Annotated[str, typer.Argument(help="1 to 40 letters, digits, - and _.")],
    *,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Adds a bed."""
    with reach(data, url, token) as ward:
        made = ward.add_bed(name)
    output.show(made, as_json=as_json)


def list_(*, data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False) -> None:
    """Lists the beds, with their open sessions and devices."""
    with reach(data, url, token) as ward:
        found = ward.beds()
    output.table(found, ("bed", "session", "devices"), as_json=as_json)
