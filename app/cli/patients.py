"""`patient find` and `erase`: patients over their sessions."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url
from app.cli.target import reach


def patients() -> typer.Typer:
    """The `patient` commands."""
    app = typer.Typer(help="Patients: who had which sessions.", no_args_is_help=True)
    app.command("find")(find)
    app.command("erase")(erase)
    return app


def find(
    text: Annotated[str, typer.Argument(help="A part of the label, the name or the date of birth.")],
    *,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Finds patients, whose last session is the newest first."""
    with reach(data, url, token) as ward:
        found = ward.find_patients(text)
    if not as_json:
        found = [{**one, "sessions": _sessions(one["sessions"])} for one in found]
    output.table(found, ("patient", "name", "birth_date", "sex", "sessions"), as_json=as_json)


def _sessions(told: object) -> list[str]:
    """The ids of a patient's sessions."""
    return [str(one["session"]) for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def erase(
    patient: Annotated[str, typer.Argument(help="The label, as `patient find` shows it.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, without naming the person: it stays.")],
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Takes out of the journal all that names a person; it can't be undone."""
    with reach(data, url, token) as ward:
        done = ward.erase_patient(patient, reason)
    output.show(done, as_json=as_json)
