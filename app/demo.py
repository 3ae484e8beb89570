"""The body of `infusion-watch demo`: a temporary ward with a past, its server, and its simulated patients.

Ends with Ctrl-C (or SIGTERM), leaving nothing behind. Exit codes are the program's: 0 done, 1 refused, 3 can't open.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from app import demo_history
from app.demo_ward import Play, Ward
from app.journal.lock import acquire
from app.ports import JournalError
from app.serving import CannotServe, Ready, bind, serve
from app.settings import Settings, SettingsError, load
from simulators import scenario

SCENARIO = "demo-ward"
USUAL_PORT = 8000
PORTS_TRIED = 20
DONE, REFUSED, USAGE, UNREACHABLE = 0, 1, 2, 3
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def run(
    *, beds: int = 8, host: str = "127.0.0.1", port: int = USUAL_PORT, folder: Path | None = None, browser: bool = True
) -> int:
    """Runs the demonstration until it is interrupted; the exit code.

    Its data is in `folder`, else in a temporary one that goes with it. When the usual port is taken the next free one
    is used; another one that is taken is an error.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with ExitStack() as stack:
            place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="infusion-watch-demo-")))
            _run(_settings(host, _free_port(host, port), place), beds, browser=browser, kept=folder)
    except SettingsError as wrong:
        return _stopped(wrong, USAGE)
    except demo_history.Holds as taken:
        return _stopped(taken, REFUSED)
    except (CannotServe, JournalError, OSError) as closed:
        return _stopped(closed, UNREACHABLE)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
    return DONE


def _run(settings: Settings, beds: int, *, browser: bool, kept: Path | None) -> None:
    story = scenario.named(SCENARIO).widened(beds)
    lock = acquire(settings.data)
    if lock is None:
        raise demo_history.Holds(f"{settings.data} is in use: give an empty folder")
    _say(f"making {beds} {'bed' if beds == 1 else 'beds'} with half an hour of history ...")
    with lock:
        made = demo_history.make(settings, story)
    wards: list[Ward] = []

    def ready(told: Ready) -> None:
        """Brings the patients in and tells people where to look."""
        wards.append(Ward(Play(told.url, made.key, SCENARIO, made.devices)))
        _say(box(told.url, made.passwords, kept))
        if browser and can_show(os.environ, sys.platform):
            threading.Thread(target=webbrowser.open, args=(told.url,), daemon=True).start()

    try:
        serve(settings, ready)
    finally:
        for ward in wards:
            ward.end()


def _settings(host: str, port: int, folder: Path) -> Settings:
    quiet = {} if "INFUSION_WATCH_LOG_LEVEL" in os.environ else {"log_level": "warning", "log_format": "console"}
    settings = load({"host": host, "port": port, "data": folder, "mode": "demo", **quiet})
    if settings.database is not None:
        raise SettingsError("database is set, but the demonstration keeps its own: unset INFUSION_WATCH_DATABASE")
    return settings


def _free_port(host: str, port: int) -> int:
    """The port itself, or the next free one after the usual one; raises CannotServe."""
    tried = range(port, port + PORTS_TRIED) if port == USUAL_PORT else range(port, port + 1)
    for one in tried:
        try:
            bind(host, one).close()
        except CannotServe:
            if one == tried[-1]:
                raise
        else:
            if one != port:
                _say(f"port {port} is taken; using {one}")
            return one
    return port


def can_show(environment: Mapping[str, str], platform: str) -> bool:
    """Whether there is a screen a browser could open on."""
    return platform in ("darwin", "win32") or any(environment.get(name) for name in DISPLAYS)


def box(url: str, passwords: Mapping[str, str], kept: Path | None = None) -> str:
    """The address and the sign-ins in a frame."""
    sign_ins = [f"sign in as  {name:<6}  {password}" for name, password in passwords.items()]
    lines = [
        "Infusion Watch: a demonstration with simulated patients", "", f"open        {url}", *sign_ins, "",
        f"Not a medical device. Ctrl-C ends it; {'nothing' if kept is None else kept} is kept.",
    ]
    width = max(len(line) for line in lines)
    middle = [f"│  {line:<{width}}  │" for line in lines]
    edge = "─" * (width + 4)
    return "\n".join([f"┌{edge}┐", *middle, f"└{edge}┘"])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stopped(reason: Exception, code: int) -> int:
    sys.stderr.write(f"infusion-watch: {reason}\n")
    return code


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
