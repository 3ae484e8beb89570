"""`/v1/devices`: devices and gateways, their keys and where they measure."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app import shown
from app.web.asked import Binding, NewDevice
from app.web.auth import DeviceBinder, DeviceKeeper, Speaking, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers


@dataclass(frozen=True, slots=True)
class Devices:
    """Every device and gateway."""

    devices: list[shown.DeviceShown]


@dataclass(frozen=True, slots=True)
class Speaks:
    """A device or a gateway, and the devices it may send readings of."""

    device: str
    gateway: bool
    devices: list[str]


def router(web: Web) -> APIRouter:
    """The routes of devices."""
    routes = APIRouter(prefix="/v1/devices", tags=["devices"])

    @routes.get("", responses=answers(*KNOWN))
    async def devices(_who: Watching) -> Devices:
        """Every device and gateway, without keys."""
        return Devices(shown.devices(web.roster))

    @routes.get("/mine", responses=answers("no_key", "unknown_key"))
    async def mine(known: Speaking) -> Speaks:
        """What the device's key in `Authorization` speaks for: a device for itself, a gateway for its devices."""
        members = known.devices if known.gateway else (known.id,)
        return Speaks(known.id, known.gateway, list(members))

    @routes.post(
        "", status_code=201,
        responses=answers(*KNOWN, *BODY, "device_taken", "unknown_device", "unknown_bed", "bad_name"),
    )
    async def add_device(asked: NewDevice, who: DeviceKeeper) -> shown.DeviceMade:
        """Adds a device or a gateway; the key is in this answer and nowhere else."""
        return await web.service.add_device(who.user, asked.device, asked.bed, asked.devices, gateway=asked.gateway)

    @routes.put("/{device}/bed", responses=answers(
        *KNOWN, *BODY, "unknown_device", "unknown_bed", "reason_needed", "patient_needed", "wrong_patient",
    ))
    async def bind_device(
        device: str, asked: Binding, who: DeviceBinder
    ) -> shown.DeviceShown:
        """Says at which bed a device measures from now on."""
        return await web.service.bind_device(who.user, device, asked.bed, asked.reason, asked.patient)

    return routes
