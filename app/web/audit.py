"""`/v1/audit`: who did what and when, straight from the journal, without secrets and without the readings."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from app.ports import Journal
from app.web.auth import Auditor
from app.web.context import Web
from app.web.errors import KNOWN, READS, answers
from app.web.openapi import documented
from monitors.entries import Advanced, Entry, Received
from monitors.instant import rfc3339

SECRETS = frozenset({"key_hash", "token_hash", "cookie_hash", "password_hash"})


class AuditEntry(msgspec.Struct, frozen=True):
    """One entry: its number, when, who ("" for the program), what, and the details."""

    number: int
    at: str
    by: str
    what: str
    details: dict[str, Any]


class AuditShown(msgspec.Struct, frozen=True):
    """Entries in order; `next` is the `after` to go on with, null at the journal's end."""

    entries: list[AuditEntry]
    next: int | None


def router(web: Web) -> APIRouter:
    """The route of the audit."""
    routes = APIRouter(prefix="/v1/audit", tags=["audit"])

    @routes.get("", responses=documented(AuditShown) | answers(*KNOWN, *READS))
    async def audit(
        _who: Auditor,
        after: Annotated[int, Query(ge=0, le=2**62, description="the number before the first one wanted")] = 0,
        limit: Annotated[int, Query(ge=1, le=5000, description="how many entries of the journal to look at")] = 1000,
    ) -> Response:
        """What people and the program did after an entry; readings and the passing of time are left out."""
        found = await asyncio.to_thread(read, web.journal, after, limit)
        return Response(msgspec.json.encode(found), media_type="application/json")

    return routes


def read(journal: Journal, after: int, limit: int) -> AuditShown:
    """Looks at `limit` entries after a number; called in a thread, because it reads the store."""
    looked_at = list(islice(journal.tail(after), limit))
    kept = [shown(entry) for entry in looked_at if not isinstance(entry.body, Received | Advanced)]
    return AuditShown(kept, looked_at[-1].number if len(looked_at) == limit else None)


def shown(entry: Entry) -> AuditEntry:
    """An entry as an auditor sees it."""
    body: dict[str, Any] = msgspec.to_builtins(entry.body)
    what = str(body.pop("kind"))
    details = {name: value for name, value in body.items() if name not in SECRETS}
    return AuditEntry(entry.number, rfc3339(entry.at), entry.by, what, details)
