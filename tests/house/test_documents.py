"""The documents cannot lie: modules, links, commands, settings and metrics are compared with the program."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from alerts import profile_file as profile
from alerts.profile_written import FileWritten
from alerts.treatment.protocol_file import ProtocolWritten
from app.cli import program
from app.metrics import Metrics
from app.settings import PREFIX, Settings
from monitors.vitals import KINDS
from tests.house import tables, tree

FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")
INLINE = re.compile(r"`(infusion-watch [^`]+)`")
MADE_LATER = {"docs/board.png"}
EXIST_ALWAYS = {"--help", "-h"}


def pages() -> Iterator[Path]:
    """Every page that people read."""
    yield Path("README.md")
    yield from tree.files(".md", under=("docs",))


@pytest.mark.parametrize("name", list(tables.TABLES))
def test_tables_are_what_the_program_says(name: str) -> None:
    page = tree.text(tables.TABLES[name][0])
    assert page == tables.with_table(name, page), "`make docs` writes it anew"


def test_links_lead_somewhere() -> None:
    wrong = [
        f"{page}: {link}" for page in pages() for link in LINK.findall(tree.text(page))
        if not (tree.ROOT / page.parent / link).exists() and str(page.parent / link) not in MADE_LATER
    ]
    assert not wrong, "\n".join(wrong)


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each infusion-watch command that a page shows, without what follows a pipe."""
    text = tree.text(page)
    shown = [line for block in FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    for line in (*shown, *INLINE.findall(text)):
        words = shlex.split(line.replace("…", ""), comments=True)
        if "infusion-watch" in words:
            words = words[words.index("infusion-watch") + 1 :]
            yield list(takewhile(lambda word: word not in {"|", "&", "&&", ">", "2>&1"}, words))


def known(words: list[str]) -> str | None:
    """What is wrong with a command's name or options; None where it is known."""
    command: Any = typer.main.get_command(program())
    words = list(words)
    while hasattr(command, "commands"):
        if not words or words[0].startswith("-"):
            return None
        command = command.commands.get(words.pop(0))
    if command is None:
        return "no such command"
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if word.startswith("-") and word.split("=")[0] not in options | EXIST_ALWAYS]
    return f"no such option: {unknown}" if unknown else None


def test_commands_in_the_documents_exist() -> None:
    shown = [(page, words) for page in pages() for words in commands(page)]
    assert len(shown) > 10
    wrong = [f"{page}: {' '.join(words)}: {problem}" for page, words in shown if (problem := known(words))]
    assert not wrong, "\n".join(wrong)


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", tree.text(Path("Makefile")), re.MULTILINE))
    named = {name for page in pages() for name in re.findall(r"(?:`|^)make ([a-z]+)", tree.text(page), re.MULTILINE)}
    assert named <= targets


def test_every_setting_is_documented_with_its_default() -> None:
    page = tree.text(Path("docs/operations.md"))
    rows = dict(re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \| ([^|]+) \|", page, re.MULTILINE))
    assert rows.keys() == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name, setting in Settings.model_fields.items():
        if setting.default is not None and not setting.default_factory:
            default = getattr(setting.default, "value", setting.default)
            assert rows[f"{PREFIX}{name.upper()}"].strip() == f"`{default}`"


def keys_of(written: type[msgspec.Struct], before: str = "") -> Iterator[tuple[str, str]]:
    """Every key of a profile file with its dotted path, and "needed" or its default."""
    for one in msgspec.structs.fields(written):
        yield f"{before}{one.encode_name}", "needed" if one.required else str(one.default).lower()
        inner = (one.type, *getattr(one.type, "__args__", ()))
        for struct in inner:
            if isinstance(struct, type) and issubclass(struct, msgspec.Struct):
                yield from keys_of(struct, f"{before}{one.encode_name}.")


def test_every_key_of_a_profile_is_documented_and_no_other() -> None:
    keys = dict(keys_of(FileWritten))
    assert "rule.clear" in keys
    page = tree.text(Path("docs/profiles.md"))
    rows = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE))
    assert rows.keys() == keys.keys()
    for key, default in keys.items():
        assert (rows[key] == "needed") is (default == "needed"), key
        if rows[key].startswith("`"):
            assert rows[key] == f"`{default}`", key


def test_every_key_of_a_protocol_is_documented_and_no_other() -> None:
    keys = dict(keys_of(ProtocolWritten))
    keys_told = tree.text(Path("docs/protocols.md")).partition("## Every key")[2].partition("## ")[0]
    rows = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| ([^|]+) \| [^|]+ \|$", keys_told, re.MULTILINE))
    assert rows.keys() == keys.keys()
    for key, default in keys.items():
        assert (rows[key] == "needed") is (default == "needed"), key


def test_every_vital_of_a_profile_is_documented_with_its_range() -> None:
    page = tree.text(Path("docs/profiles.md"))
    for vital, kind in KINDS.items():
        assert f"| `{vital}` | {kind.topic} | {kind.spoken_unit} | {kind.low:g} to {kind.high:g} |" in page


def test_the_documented_rules_of_a_clinics_own_can_be_used() -> None:
    own = "".join(re.findall(r"^```toml\n(.*?)^```", tree.text(Path("docs/profiles.md")), re.MULTILINE | re.DOTALL))
    file = tree.text(Path("alerts/profiles/general.toml"))
    before, after = profile.load_profile("general.toml", file), profile.load_profile("general.toml", f"{file}\n{own}")
    assert len(after.rules) == len(before.rules) + 2


def test_every_metric_is_documented() -> None:
    metrics = Metrics()
    metrics.watch_screens(lambda: 0, lambda: 0)
    metrics.watch_journal(lambda: 0.0, lambda: 0)
    metrics.watch_alarms(list, lambda: 0)
    page = tree.text(Path("docs/operations.md"))
    missing = [one.name for one in metrics.registry.collect() if f"`{one.name}`" not in page]
    assert not missing
