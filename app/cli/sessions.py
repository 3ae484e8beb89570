"""`session open`, `phase`, `move`, `close` and `list`: the treatments at the beds."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url, split
from app.cli.target import reach


def sessions() -> typer.Typer:
    """The `session` commands."""
    app = typer.Typer(help="Sessions: one treatment at one bed.", no_args_is_help=True)
    app.command("open")(open_)
    app.command("phase")(phase)
    app.command("move")(move)
    app.command("close")(close)
    app.command("list")(list_)
    return app


def open_(
    *,
    bed: Annotated[str, typer.Option("--bed", help="Where.")],
    protocol: Annotated[str, typer.Option(
        "--protocol", help="ketamine-iv, ketamine-im, esketamine-nasal, pain-infusion or general.",
    )],
    patient: Annotated[str, typer.Option("--patient", help="The label the tile shows.")],
    weight_kg: Annotated[
        float | None, typer.Option("--weight-kg", help="The patient's weight.", show_default=False)
    ] = None,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Opens a session at a bed, in phase baseline."""
    with reach(data, url, token) as ward:
        made = ward.open_session(bed, protocol, patient, weight_kg)
    output.show(made, as_json=as_json)


def phase(
    session: Annotated[str, typer.Argument(help="Which session, such as s1.")],
    phase: Annotated[str, typer.Argument(help="baseline, infusion or recovery.")],
    *,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Moves a session to a phase."""
    with reach(data, url, token) as ward:
        moved = ward.change_phase(session, phase)
    output.show(moved, as_json=as_json)


def move(
    session: Annotated[str, typer.Argument(help="Which session, such as s1.")],
    *,
    bed: Annotated[str, typer.Option("--bed", help="Where it goes on.")],
    patient: Annotated[str, typer.Option("--patient", help="Its patient's label, to be sure who is moved.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; alarms of devices that stay end with it.")],
    devices: Annotated[
        list[str] | None, typer.Option("--device", "--devices", help="What goes along: a,b,c or repeated.")
    ] = None,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Moves a session to another bed, with those devices of its bed that are named."""
    with reach(data, url, token) as ward:
        moved = ward.move_session(session, bed, split(devices), patient=patient, reason=reason)
    output.show(moved, as_json=as_json)


def close(
    session: Annotated[str, typer.Argument(help="Which session, such as s1.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why it is over; its active alarms end with it.")],
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Closes a session for a reason."""
    with reach(data, url, token) as ward:
        closed = ward.close_session(session, reason)
    output.show(closed, as_json=as_json)


def list_(*, data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False) -> None:
    """Lists the sessions, open ones first."""
    with reach(data, url, token) as ward:
        found = ward.sessions()
    output.table(found, ("session", "bed", "protocol", "phase", "opened_at", "closed_at"), as_json=as_json)
