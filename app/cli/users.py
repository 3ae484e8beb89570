"""`user add`, `user reset` and `token add`: people (and screens), their roles, passwords and bearer tokens."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url
from app.cli.target import reach


def users() -> typer.Typer:
    """The `user` commands."""
    app = typer.Typer(help="People and screens that sign in.", no_args_is_help=True)
    app.command("add")(add)
    app.command("reset")(reset)
    return app


def tokens() -> typer.Typer:
    """The `token` commands."""
    app = typer.Typer(help="Bearer tokens for scripts.", no_args_is_help=True)
    app.callback()(lambda: None)
    app.command("add")(add_token)
    return app


def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[str, typer.Option(
        "--role", help="wall, nurse, charge_nurse, prescriber, integrator, tester, auditor or administrator.",
    )],
    *,
    generate_password: Annotated[
        bool, typer.Option("--generate-password", help="Make a password and print it once.")
    ] = False,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Adds a person. Without --generate-password a terminal asks for one; elsewhere the person has tokens only."""
    password = None if generate_password or not sys.stdin.isatty() else _ask()
    with reach(data, url, token) as ward:
        made = ward.add_user(name, role, password, generate=generate_password)
    output.show({name: value for name, value in made.items() if value is not None}, as_json=as_json)


def reset(
    name: Annotated[str, typer.Argument(help="Whose password.")],
    *,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Makes a new password, prints it once and ends every sign-in of the person."""
    with reach(data, url, token) as ward:
        made = ward.reset_user(name)
    output.show(made, as_json=as_json)


def add_token(
    user: Annotated[str, typer.Option("--user", help="Who it speaks for.")],
    *,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Makes a bearer token and prints it once."""
    with reach(data, url, token) as ward:
        made = ward.add_token(user)
    output.show(made, as_json=as_json)


def _ask() -> str | None:
    """A password typed twice, or None for nothing typed."""
    first = getpass.getpass("Password (empty for none): ")
    if not first:
        return None
    if getpass.getpass("Once more: ") != first:
        raise output.Stopped("the two passwords differ")
    return first
