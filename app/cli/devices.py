"""`device add`, `device map` and `device list`: devices, gateways and where they measure."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli import output
from app.cli.options import Folder, Json, Token, Url, split
from app.cli.target import reach


def devices() -> typer.Typer:
    """The `device` commands."""
    app = typer.Typer(help="Devices and gateways, their keys and beds.", no_args_is_help=True)
    app.command("add")(add)
    app.command("map")(map_)
    app.command("list")(list_)
    return app


def add(
    name: Annotated[str, typer.Argument(help="The device's id: 1 to 40 letters, digits, - and _.")],
    *,
    bed: Annotated[str | None, typer.Option("--bed", help="Where it measures.", show_default=False)] = None,
    gateway: Annotated[bool, typer.Option("--gateway", help="It speaks for other devices.")] = False,
    devices: Annotated[
        list[str] | None, typer.Option("--devices", help="Those a gateway speaks for: a,b,c or repeated.")
    ] = None,
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Adds a device or a gateway and prints its key once."""
    with reach(data, url, token) as ward:
        made = ward.add_device(name, bed, split(devices), gateway=gateway)
    output.show(made, as_json=as_json)


def map_(
    device: Annotated[str, typer.Argument(help="Which device.")],
    bed: Annotated[str | None, typer.Argument(help="The bed it measures at from now on.")] = None,
    *,
    bed_option: Annotated[str | None, typer.Option("--bed", help="The same as BED.", show_default=False)] = None,
    none: Annotated[bool, typer.Option("--none", help="Take it off its bed.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why, if alarms end.", show_default=False)] = "",
    patient: Annotated[
        str, typer.Option("--patient", help="Whom it measures then, from one patient to another.", show_default=False)
    ] = "",
    data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False,
) -> None:
    """Says at which bed a device measures from now on."""
    place = bed or bed_option
    if (place is None) != none:
        raise typer.BadParameter("name a bed, or say --none")
    with reach(data, url, token) as ward:
        bound = ward.bind_device(device, place, reason, patient)
    output.show(bound, as_json=as_json)


def list_(*, data: Folder = None, url: Url = None, token: Token = None, as_json: Json = False) -> None:
    """Lists the devices and gateways."""
    with reach(data, url, token) as ward:
        found = ward.devices()
    output.table(found, ("device", "bed", "gateway", "devices"), as_json=as_json)
