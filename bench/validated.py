"""The usual way: a FastAPI route with a pydantic model, which only validates the readings and counts them."""

from __future__ import annotations

from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel


class Reading(BaseModel):
    """One reading as the wire has it."""

    vital: str
    value: float | None = None
    status: str = "ok"
    unit: str | None = None
    sequence: int | None = None
    taken_at: datetime | None = None
    device: str | None = None


class Batch(BaseModel):
    """Readings of one device."""

    device: str | None = None
    epoch: str | None = None
    sent_at: datetime | None = None
    readings: list[Reading]


class Answer(BaseModel):
    """What was made of a batch."""

    accepted: int
    duplicates: int = 0
    rejected: list[str] = []
    findings: list[str] = []


app = FastAPI()


@app.post("/v1/readings", status_code=202)
async def readings(batch: Batch) -> Answer:
    """Counts the readings of a valid batch."""
    return Answer(accepted=len(batch.readings))
