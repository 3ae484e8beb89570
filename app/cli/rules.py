"""`rules explain` and `rules check`: what a profile judges, in words, and whether a file can be used as one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import output
from app.cli.options import Json, Profiles

if TYPE_CHECKING:
    from alerts.profile import Profile
    from alerts.wording import Parameter, Worded

WIDE = 140
"""Letters in a line where the output is no terminal."""


def rules() -> typer.Typer:
    """The `rules` commands."""
    app = typer.Typer(help="The rules of a profile: in words, and whether a file of them can be used.",
                      no_args_is_help=True)
    app.command("explain")(explain)
    app.command("check")(check)
    return app


def explain(
    *,
    profile: Annotated[str, typer.Option("--profile", help="Which profile.", metavar="P")] = "ketamine-iv",
    rule: Annotated[str | None, typer.Option("--rule", help="Only this rule.", metavar="R")] = None,
    profiles: Profiles = None,
    as_json: Json = False,
) -> None:
    """Tells every rule of a profile in words, with its numbers, phases, priority and source."""
    from alerts.wording import rules_of

    found = _profile(profile, profiles)
    told = [one for one in rules_of(found) if rule in (None, one.rule)]
    if not told:
        names = ", ".join(one.rule for one in rules_of(found))
        raise output.Stopped(f"{profile} has no rule {rule}", f"one of {names}", output.USAGE)
    if as_json:
        output.line(json.dumps(_plain(found, told), ensure_ascii=False))
    else:
        _print(found, told, whole=rule is None)


def check(
    file: Annotated[Path, typer.Argument(help="A profile: docs/profiles.md has its keys.")],
    *,
    profiles: Profiles = None,
    as_json: Json = False,
) -> None:
    """Reads a profile file as the server would; a file that cannot be used is told with its key and the fix."""
    from alerts.profile_file import ProfileError, load_profile
    from app.profiles import read_texts

    try:
        found = load_profile(file.name, file.read_text(encoding="utf-8"), read_texts(profiles))
    except OSError as closed:
        raise output.Stopped(f"can't open {file}: {closed.strerror}", code=output.UNREACHABLE) from None
    except UnicodeDecodeError:
        raise _refused(f"{file} is not a text in UTF-8", as_json=as_json) from None
    except ProfileError as wrong:
        raise _refused(str(wrong), as_json=as_json) from None
    rules = (*found.rules, *found.observation_rules, *found.composites)
    conditions = sorted({rule.condition for rule in rules})
    output.show(
        {"usable": True, "profile": found.name, "title": found.title, "rules": len(rules),
         "conditions": conditions},
        as_json=as_json,
    )


def _refused(problem: str, *, as_json: bool) -> output.Stopped:
    if as_json:
        output.line(json.dumps({"usable": False, "problem": problem}, ensure_ascii=False))
    return output.Stopped(problem)


def _profile(name: str, folder: Path | None) -> Profile:
    from alerts.profile_file import ProfileError
    from app.profiles import read_profiles

    try:
        profiles = read_profiles(folder)
    except ProfileError as wrong:
        raise output.Stopped(str(wrong)) from None
    if name not in profiles:
        raise output.Stopped(f"there is no profile {name}", f"one of {', '.join(profiles)}", output.USAGE)
    return profiles[name]


def _plain(profile: Profile, told: list[Worded]) -> dict[str, Any]:
    from alerts.wording import figures

    return {
        "profile": profile.name,
        "title": profile.title,
        "figures": [one._asdict() for one in figures(profile)],
        "rules": [one._asdict() | {"parameters": [each._asdict() for each in one.parameters]} for one in told],
    }


def _print(profile: Profile, told: list[Worded], *, whole: bool) -> None:
    """A table of the rules, and the profile's own figures; of one rule every number too."""
    from rich.console import Console
    from rich.table import Table

    from alerts.wording import figures

    console = Console(width=None if sys.stdout.isatty() else WIDE, markup=False, highlight=False)
    table = Table(title=f"{profile.name}: {profile.title}", show_lines=True, title_justify="left")
    for name in ("rule", "feeds", "priority", "what it says", "source"):
        table.add_column(name)
    for one in told:
        phases = "" if len(one.phases) == 3 else f" (in {', '.join(one.phases)})"
        table.add_row(one.rule, one.condition, one.priority, one.what + phases, one.source)
    console.print(table)
    for number in figures(profile) if whole else told[0].parameters:
        console.print(f"{number.name}: {_number(number)}, {number.says}", soft_wrap=True)


def _number(number: Parameter) -> str:
    """A value as a person reads it, with its unit where it has one."""
    if isinstance(number.value, bool):
        return "yes" if number.value else "no"
    return f"{number.value:g} {number.unit}".removesuffix(" 1")
