"""The composition root: settings become a server; the only place that names the concrete parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from fastapi import FastAPI
from starlette.types import ASGIApp

from alerts.alarm import Alarm
from alerts.watch import Watch
from app.accounts import Accounts, FirstAdministrator
from app.checkpoints import Often
from app.clock import ServerClock
from app.course import course
from app.ears import Ears
from app.erasing import Erasing
from app.folds import Folds
from app.ingest.keys import Keys, Rates
from app.ingest.route import Front, ReadingsRoute
from app.ingest.stream import StreamRoute
from app.journal.opening import open_journal
from app.knowing import Knowing
from app.limiting import Limiting
from app.live.board import BedViews
from app.live.hub import Hub
from app.metrics import Metrics
from app.moving import Moving
from app.notify.opening import origin, outlets
from app.notify.sender import Sender
from app.people import People
from app.ports import Clock, Journal
from app.profiles import read_profiles
from app.protocols import check_in_use, read_protocols
from app.report.course_exporting import Courses
from app.report.exporting import Records, files_of
from app.scoring import Scoring
from app.service import Service
from app.settings import ServerMode, Settings
from app.tending import Tending
from app.ward import Habits, Ward
from app.web.application import Lifespan, application
from app.web.auth import Gate
from app.web.context import Web
from monitors.intake import Intake
from monitors.session import Roster


@dataclass(frozen=True, slots=True)
class Built:
    """A server that waits for its ASGI server to start it, and what its surroundings need to know."""

    asgi: ASGIApp
    web: FastAPI
    context: Web
    ward: Ward


def build(
    settings: Settings, *, local_token: str, setup_token: str, journal: Journal | None = None,
    clock: Clock | None = None,
) -> Built:
    """Restores everything from the journal and puts it together; raises what these files and the journal raise.

    Starting and stopping is the lifespan's: it opens the ward; at the end it saves a checkpoint and closes the journal.
    """
    kept = open_journal(settings.store) if journal is None else journal
    mode = settings.mode.readings
    roster, people = Roster(), People()
    profiles = read_profiles(settings.profiles)
    protocols = read_protocols(profiles, settings.profiles)
    watch = Watch(profiles, mode, screens=True)
    folds = Folds(roster, Intake(roster, mode), watch, people)
    restored = folds.restore(kept)
    check_in_use(roster.sessions.values(), protocols)
    time = clock or ServerClock.after(settings.test_clock, restored.at)
    metrics = Metrics()
    board = BedViews(roster, folds.watch)
    hub = Hub(board, time, mode)
    habits = replace(Habits(), often=Often(after_s=settings.checkpoint_seconds))
    ward = Ward(kept, folds, hub, board, time, metrics, habits)
    sender = _sender(settings, ward, metrics)
    records = Records(ward, kept, files_of(settings, profiles, protocols), folds.patients, time.now)

    accounts = Accounts(ward, people)
    context = Web(
        settings, time, kept, roster, people, folds, hub, ward,
        Service(ward, roster, protocols, folds.watch.ending), Moving(ward, roster), Tending(ward, roster, folds),
        Limiting(ward, roster, folds.watch.profiles, folds.limits), folds.limits,
        course(ward, folds, protocols), Knowing(ward, roster, folds.patients),
        Erasing(ward, roster, folds.patients, kept, hub.forget), accounts,
        FirstAdministrator(accounts, people, setup_token), Gate(people, roster, time.now, local_token), metrics,
        folds.watch.profiles,
        records, Courses(records, roster, folds.patients), Scoring(ward, roster, folds.patients), sender,
    )
    web = application(context, _lifespan(ward, sender, Ears(hub, ward), restored.alarms))
    keys = Keys(roster, _rates(settings))
    return Built(Front(web, ReadingsRoute(ward, keys, metrics), StreamRoute(ward, keys, metrics)), web, context, ward)


def _lifespan(ward: Ward, sender: Sender, ears: Ears, again: list[Alarm]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        """Opens the ward, and closes it whatever happened meanwhile."""
        await ward.start(again)
        sender.start()
        ears.start()
        try:
            yield
        finally:
            await ears.stop()
            await sender.stop()
            await ward.stop()
            ward.journal.close()

    return lifespan


def _sender(settings: Settings, ward: Ward, metrics: Metrics) -> Sender:
    """Who sends notifications: told of every alarm that goes to the screens."""
    folds = ward.folds

    def patient(session: str) -> str:
        known = folds.roster.sessions.get(session)
        return known.patient if known else ""

    sender = Sender(
        outlets(settings, ward.clock), origin(settings), ward, folds.outbox, folds, patient, ward.clock, metrics,
    )
    ward.hub.listen(sender.tell)
    return sender


def _rates(settings: Settings) -> Rates:
    """What a key may send; in test mode as much as it likes."""
    if settings.mode is ServerMode.TEST:
        return Rates(None, None)
    return Rates(
        settings.device_rate, settings.gateway_rate, settings.device_readings, settings.gateway_readings
    )
