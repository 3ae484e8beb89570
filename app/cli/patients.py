"""`patient find`, `score`, `course` and `erase`: patients over their sessions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url
from app.cli.target import reach

Label = Annotated[str, typer.Argument(help="The label, as `patient find` shows it.")]


class Shape(StrEnum):
    """What a course may be written as."""

    PDF = "pdf"
    JSON = "json"


def patients() -> typer.Typer:
    """The `patient` commands."""
    app = typer.Typer(help="Patients: who had which sessions.", no_args_is_help=True)
    app.command("find")(find)
    app.command("score")(score)
    app.command("course")(course)
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


def score(
    patient: Label,
    what: Annotated[str, typer.Argument(help="phq9, mood, anxiety or pain.")],
    value: Annotated[float, typer.Argument(help="The number.")],
    *,
    at: Annotated[str, typer.Option("--at", help="When, RFC 3339 with an offset; without it: now.")] = "",
    note: Annotated[str, typer.Option("--note", help="Free words; erased with the person.")] = "",
    corrects: Annotated[int, typer.Option("--corrects", help="The entry of the score that this one corrects.")] = 0,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Tells a score of a patient between sessions, such as a PHQ-9 total."""
    if at:
        _check_time(at)
    with reach(data, url, token) as ward:
        told = ward.tell_score(patient, what, value, at, note, corrects)
    rows = told["scores"]
    if as_json or not isinstance(rows, list):
        output.show(told, as_json=True)
    else:
        output.table(rows, ("entry", "what", "value", "at", "by", "note", "struck"), as_json=False)


def _check_time(told: str) -> None:
    try:
        sure = datetime.fromisoformat(told).tzinfo is not None
    except ValueError:
        sure = False
    if not sure:
        raise output.Stopped(f"{told} is no time", "such as 2026-11-22T09:00:00+01:00", output.USAGE)


def course(
    patient: Label,
    *,
    form: Annotated[Shape, typer.Option("--format", help="What it is written as.")] = Shape.PDF,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; - is standard output.", metavar="FILE", show_default=False)
    ] = None,
    data: Folder = None, url: Url = None, token: Token = None,
) -> None:
    """Writes a patient's course over their sessions, on one page or as JSON; who got it is in the audit."""
    if out is None and form is Shape.PDF:
        raise output.Stopped("a PDF needs a file", "--out FILE, or --out - for standard output", output.USAGE)
    with reach(data, url, token) as ward:
        made = ward.patient_course(patient, form.value)
    output.save(made, out)


def erase(
    patient: Label,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why, without naming the person: it stays.")],
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Takes out of the journal all that names a person; it can't be undone."""
    with reach(data, url, token) as ward:
        done = ward.erase_patient(patient, reason)
    output.show(done, as_json=as_json)
