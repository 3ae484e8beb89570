"""The command line, `infusion-watch`: one file for each noun; what is heavy is imported when a command needs it."""

from __future__ import annotations

import os
import sys

import typer

from app.cli import beds, demo, devices, migrate, patients, replay, report, rules, serve, sessions, simulate, users
from app.cli.output import REFUSED, Stopped, note


def program() -> typer.Typer:
    """The program with all its commands."""
    app = typer.Typer(
        name="infusion-watch",
        help="Vital-signs monitoring for infusion sessions. "
        "Not a medical device: the bedside monitor stays the primary alarm.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=False,
    )
    app.command("serve")(serve.serve)
    app.command("demo")(demo.demo)
    app.command("simulate")(simulate.simulate)
    app.command("replay")(replay.replay)
    app.command("report")(report.report)
    app.command("migrate")(migrate.migrate)
    for name, noun in (
        ("user", users.users()), ("token", users.tokens()), ("bed", beds.beds()), ("device", devices.devices()),
        ("session", sessions.sessions()), ("patient", patients.patients()), ("rules", rules.rules()),
    ):
        app.add_typer(noun, name=name)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and ends the process with its exit code."""
    try:
        program()(arguments, prog_name="infusion-watch")
    except Stopped as stopped:
        note(f"infusion-watch: {stopped}")
        sys.exit(stopped.code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(REFUSED)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as broken:
        if os.environ.get("INFUSION_WATCH_LOG_LEVEL", "").lower() == "debug":
            raise
        note(f"infusion-watch: {type(broken).__name__}: {broken} (INFUSION_WATCH_LOG_LEVEL=debug shows where)")
        sys.exit(REFUSED)
