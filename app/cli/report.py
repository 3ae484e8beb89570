"""`report`: the record of a session as PDF, CSV, JSON, REMS summary or FHIR bundle."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Token, Url
from app.cli.target import reach


class Shape(StrEnum):
    """What a record may be written as."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
    REMS = "rems"
    REMS_TEXT = "rems-text"
    FHIR = "fhir"


class Rows(StrEnum):
    """Which rows a CSV has."""

    READINGS = "readings"
    EVENTS = "events"
    FIGURES = "figures"


def report(
    session: Annotated[str, typer.Argument(help="Which session, such as s1.")],
    *,
    form: Annotated[Shape, typer.Option("--format", help="What it is written as.")] = Shape.PDF,
    table: Annotated[Rows, typer.Option("--table", help="Which rows a CSV has.")] = Rows.READINGS,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; - is standard output.", metavar="FILE", show_default=False)
    ] = None,
    data: Folder = None, url: Url = None, token: Token = None,
) -> None:
    """Writes the record of a session to a file; who got it is in the audit."""
    if out is None and form is Shape.PDF:
        raise output.Stopped("a PDF needs a file", "--out FILE, or --out - for standard output", output.USAGE)
    with reach(data, url, token) as ward:
        made = ward.report(session, form.value, table.value)
    output.save(made, out)
