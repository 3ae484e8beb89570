"""What people ask of the past: episodes of alarms, and series of readings as points or as buckets.

The only user of SQLAlchemy beside the migrations; import it late.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, ColumnElement, Connection, and_, create_engine, exists, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from alerts.alarm import Alarm, State
from app.journal.buckets import bucket_width
from app.journal.connection import journal_error, open_reader
from app.journal.rows import alarm_of
from app.journal.tables import alarm_revision, reading
from app.ports import Bucket, JournalError, Point
from monitors.instant import Instant
from monitors.reading import Quality
from monitors.vitals import VITALS


class History:
    """Answers from the store of one file, over connections of its own that can't change anything."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)), creator=lambda: open_reader(path), pool_reset_on_return=None
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._engine.dispose()

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as failure:
            raise journal_error(failure.orig if isinstance(failure.orig, Exception) else failure) from failure
        except SQLAlchemyError as failure:
            raise JournalError(f"history can't be read: {failure}") from failure

    def alarm(self, alarm_id: str) -> list[Alarm]:
        """Every revision of an episode, oldest first."""
        revisions = alarm_revision.c
        question = select(revisions.body).where(revisions.id == alarm_id).order_by(revisions.revision)
        with self._asking() as connection:
            return [alarm_of(body) for body in connection.scalars(question)]

    def ended_alarms(self, session: str | None, limit: int) -> list[Alarm]:
        """The last revision of ended episodes, those that ended last first."""
        own, later = alarm_revision, alarm_revision.alias("later")
        newer = exists().where(later.c.id == own.c.id, later.c.revision > own.c.revision)
        question = select(own.c.body).where(own.c.state == State.ENDED.value, ~newer)
        if session is not None:
            question = question.where(own.c.session == session)
        question = question.order_by(own.c.at.desc(), own.c.id).limit(limit)
        with self._asking() as connection:
            return [alarm_of(body) for body in connection.scalars(question)]

    def onsets(self, since: Instant, until: Instant) -> list[Alarm]:
        """Every revision of the episodes that began in [since, until), by onset, id and revision."""
        own = alarm_revision.c
        # No revision is before its onset: by state and time there is an index, by onset there is none.
        recent = and_(own.state.in_([state.value for state in State]), own.at >= since)
        question = select(own.body).where(recent, own.onset_at >= since, own.onset_at < until)
        with self._asking() as connection:
            rows = connection.scalars(question.order_by(own.onset_at, own.id, own.revision))
            return [alarm_of(body) for body in rows]

    def series(self, session: str, vitals: Sequence[str], since: Instant, until: Instant) -> list[tuple[str, str]]:
        """The (vital, device) pairs with readings, in the order of the vitals asked for, then by device."""
        asked = vitals or VITALS
        own = reading.c
        question = select(own.vital, own.device).distinct().where(
            own.session == session, own.vital.in_(list(map(str, asked))), own.measured_at.between(since, until)
        )
        with self._asking() as connection:
            found = [(vital, device) for vital, device in connection.execute(question)]
        place = {str(vital): number for number, vital in reversed(list(enumerate(asked)))}
        return sorted(found, key=lambda pair: (place[pair[0]], pair[1]))

    def points(self, session: str, vital: str, device: str, since: Instant, until: Instant) -> list[Point]:
        """The readings of a series by measured_at, then by arrival."""
        own = reading.c
        question = (
            select(own.measured_at, own.value, own.quality)
            .where(_of_series(session, vital, device, since, until))
            .order_by(own.measured_at, own.entry, own.position)
        )
        with self._asking() as connection:
            return [Point(at, value, quality) for at, value, quality in connection.execute(question)]

    def buckets(
        self, session: str, vital: str, device: str, since: Instant, until: Instant, count: int
    ) -> list[Bucket]:
        """Extremes, mean and count of the numeric, not invalid values in at most `count` buckets of equal width."""
        own = reading.c
        usable = and_(
            _of_series(session, vital, device, since, until),
            own.value.is_not(None), own.quality != Quality.INVALID.value,
        )
        with self._asking() as connection:
            first, last = connection.execute(
                select(func.min(own.measured_at), func.max(own.measured_at)).where(usable)
            ).one()
            if first is None:
                return []
            width = bucket_width(first, last, count)
            place = ((own.measured_at - first) // width).label("place")
            question = select(
                place, func.min(own.value), func.max(own.value), func.avg(own.value), func.count()
            ).where(usable).group_by(place).order_by(place)
            return [Bucket(first + at * width, *figures) for at, *figures in connection.execute(question)]


def _of_series(session: str, vital: str, device: str, since: Instant, until: Instant) -> ColumnElement[bool]:
    own = reading.c
    return and_(
        own.session == session, own.vital == str(vital), own.device == device, own.measured_at.between(since, until)
    )
