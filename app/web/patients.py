"""`/v1/patients`: patients over their sessions: found, known, erased."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from app.erasing import ErasedShown
from app.knowing import PatientsFound, PatientShown
from app.roles import Permission
from app.web.asked import Erasing, Knowing
from app.web.auth import Eraser, SessionRunner, Watching
from app.web.context import Web
from app.web.errors import BODY, KNOWN, answers


def router(web: Web) -> APIRouter:
    """The routes of patients; a label may have a slash in it."""
    routes = APIRouter(prefix="/v1/patients", tags=["patients"])

    @routes.get("", responses=answers(*KNOWN))
    async def patients(
        who: Watching,
        q: Annotated[str, Query(max_length=200, description="a part of a label, a name or a date of birth")] = "",
    ) -> PatientsFound:
        """Patients by a part of their label; by name or date of birth, and with those, only for who may see them."""
        return web.knowing.find(q, identities=who.may(Permission.IDENTIFY))

    @routes.get("/{patient:path}", responses=answers(*KNOWN, "unknown_patient"))
    async def patient(patient: str, who: Watching) -> PatientShown:
        """One patient with every session; who it is only for those who may see it."""
        return web.knowing.show(patient, identities=who.may(Permission.IDENTIFY))

    @routes.put("/{patient:path}", responses=answers(*KNOWN, *BODY, "patient_needed"))
    async def know(patient: str, asked: Knowing, who: SessionRunner) -> PatientShown:
        """Says who stands behind a label; the later word counts."""
        return await web.knowing.know(who.user, patient, asked.name, asked.birth_date, asked.sex)

    @routes.post(
        "/{patient:path}/erase",
        responses=answers(*KNOWN, *BODY, "unknown_patient", "patient_in_session", "reason_needed"),
    )
    async def erase(patient: str, asked: Erasing, who: Eraser) -> ErasedShown:
        """Takes out of the journal all that names a person; it can't be undone."""
        return await web.erasing.erase(who.user, patient, asked.reason)

    return routes
