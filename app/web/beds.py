"""`/v1/beds`: the places of the ward."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app import shown
from app.web.asked import NewBed
from app.web.auth import DeviceKeeper, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers


@dataclass(frozen=True, slots=True)
class Beds:
    """Every bed."""

    beds: list[shown.BedShown]


def router(web: Web) -> APIRouter:
    """The routes of beds."""
    routes = APIRouter(prefix="/v1/beds", tags=["beds"])

    @routes.get("", responses=answers(*KNOWN))
    async def beds(_who: Watching) -> Beds:
        """Every bed with its open session, its devices and which of its sounds are paused."""
        return Beds(shown.beds(web.roster, web.alarms.pauses(web.clock.now())))

    @routes.post("", status_code=201, responses=answers(*KNOWN, *BODY, "bed_taken", "bad_name"))
    async def add_bed(asked: NewBed, who: DeviceKeeper) -> shown.BedShown:
        """Adds a bed."""
        return await web.service.add_bed(who.user, asked.bed)

    return routes
