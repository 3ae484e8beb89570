"""`replay`: what the alarms of a recording would have been, or the recording posted into a running server."""

from __future__ import annotations

import csv
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from app.cli import output
from app.cli.options import Profiles
from app.cli.progress import bar
from monitors.instant import SECOND

if TYPE_CHECKING:
    from alerts.alarm import Alarm
    from app.replay import Outcome
    from monitors.protocols.recording import Row

COLUMNS = ("bed", "time_s", "param", "priority", "condition", "text")


def replay(
    file: Annotated[Path, typer.Argument(help="A recording: time_s,heart_rate,spo2,systolic,diastolic,mean")],
    *,
    profile: Annotated[str, typer.Option("--profile", help="Which rules judge it.")] = "general",
    profiles: Profiles = None,
    alarms: Annotated[
        Path | None, typer.Option("--alarms", help="Write the alarms here, not to standard output.", metavar="OUT.csv")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the alarm objects, one a line.")] = False,
    load: Annotated[bool, typer.Option("--load", help="Print the alarm load (a table, or JSON) instead.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Post it into this server instead.", metavar="URL")] = None,
    key: Annotated[str | None, typer.Option("--key", help="The device's key, or a gateway's.", metavar="KEY")] = None,
    speed: Annotated[float, typer.Option("--speed", min=0.001, help="Times real time, with --url.")] = 1.0,
) -> None:
    """Replays a recording of real time through the rules, as fast as it goes."""
    if (url is None) != (key is None):
        raise typer.BadParameter("--url and --key go together")
    rows = _read(file)
    if url is not None and key is not None:
        from app.cli.repost import repost

        with bar(len({row.at for row in rows})) as told:
            repost(rows, url, key, speed, told)
        return
    found = _judge(rows, profile, profiles)
    if alarms is not None:
        with _writing(alarms) as target:
            _write(target, found.first.values())
    if load:
        _tell_load(found, as_json=as_json)
    elif as_json:
        _tell(found.last.values())
    elif alarms is None:
        _write(sys.stdout, found.first.values())


def _read(file: Path) -> list[Row]:
    from monitors.protocols.recording import RecordingError, read

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read(lines)
    except OSError as closed:
        raise output.Stopped(f"can't open {file}: {closed.strerror}", code=output.UNREACHABLE) from None
    except UnicodeDecodeError:
        raise output.Stopped(f"{file} is not a text in UTF-8") from None
    except RecordingError as wrong:
        raise output.Stopped(f"{file}: {wrong}") from None


def _judge(rows: list[Row], profile: str, folder: Path | None) -> Outcome:
    from alerts.profile_file import ProfileError
    from app.profiles import read_profiles
    from app.replay import Replay

    try:
        profiles = read_profiles(folder)
    except ProfileError as wrong:
        raise output.Stopped(str(wrong)) from None
    if profile not in profiles:
        raise output.Stopped(f"there is no profile {profile}", f"one of {', '.join(profiles)}", output.USAGE)
    gc.freeze()  # A long recording is millions of objects that stay; to look through them again and again takes minutes
    with bar(len({row.at for row in rows})) as told:
        return Replay(rows, profiles, profile).run(told.reach)


def _write(target: TextIO, alarms: Iterable[Alarm]) -> None:
    """One row for each episode, as it began."""
    from app.replay import param

    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for alarm in alarms:
        writer.writerow((
            alarm.scope.bed, seconds_text(alarm.onset_at), param(alarm), alarm.priority.name.lower(), alarm.condition,
            alarm.text,
        ))
    target.flush()


def _tell(alarms: Iterable[Alarm]) -> None:
    from app.live.messages import alarm_json
    from monitors.reading import Mode

    for alarm in alarms:
        output.line(json.dumps(alarm_json(alarm, Mode.REAL), ensure_ascii=False))


def _tell_load(found: Outcome, *, as_json: bool) -> None:
    import msgspec

    from app.load import lines, shown

    figures = found.load()
    for text in [msgspec.json.encode(shown(figures)).decode()] if as_json else lines(figures):
        output.line(text)


def seconds_text(at: int) -> str:
    """An instant of a recording in seconds, without a fraction that says nothing."""
    whole, rest = divmod(abs(at), SECOND)
    sign = "-" if at < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0") if rest else f"{sign}{whole}"


@contextmanager
def _writing(file: Path) -> Iterator[TextIO]:
    try:
        with file.open("w", encoding="utf-8", newline="") as target:
            yield target
    except OSError as closed:
        raise output.Stopped(f"can't write {file}: {closed.strerror}", code=output.UNREACHABLE) from None


