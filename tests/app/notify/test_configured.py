"""Channels in the settings: a table each, secrets from the environment, and a bad one stops the start by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.notify.opening import origin, outlets
from app.settings import Settings, SettingsError, load
from tests.app.fakes import FakeClock

HOOK = '[[notify]]\nname = "pager"\nkind = "webhook"\nurl = "https://pager.example/x"\n'
SECRET = 'secret = "0123456789abcdef01234567"\n'


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a settings file."""
    monkeypatch.setenv("INFUSION_WATCH_CONFIG", "")
    return tmp_path / "infusion-watch.toml"


def read(file: Path, text: str) -> Settings:
    """The settings of this text."""
    file.write_text(text)
    return load({"data": file.parent})


def test_a_table_is_a_channel(written: Path) -> None:
    settings = read(written, HOOK + SECRET + "levels = { high = 0, medium = 1 }\nclosing = false\npatient = true\n")
    (outlet,) = outlets(settings, FakeClock())
    rung = outlet.rung
    assert (rung.channel, dict(rung.levels), rung.closing, rung.patient) == ("pager", {3: 0, 2: 1}, False, True)


def test_by_default_the_next_role_is_told_and_no_patient_named(written: Path) -> None:
    (outlet,) = outlets(read(written, HOOK + SECRET), FakeClock())
    assert (dict(outlet.rung.levels), outlet.rung.closing, outlet.rung.patient) == ({3: 2, 2: 2}, True, False)
    assert outlets(load({"data": written.parent / "other"}), FakeClock()) == []


def test_secrets_may_come_from_the_environment(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER_SECRET", "0123456789abcdef01234567")
    settings = read(written, HOOK + 'secret_env = "PAGER_SECRET"\n')
    assert settings.notify[0].key() == "0123456789abcdef01234567"


@pytest.mark.parametrize(("value", "told"), [(None, "pager.*PAGER_SECRET, which is not"), ("short", "pager.*too few")])
def test_the_environment_is_read_when_a_server_starts(
    written: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, told: str
) -> None:
    settings = read(written, HOOK + 'secret_env = "PAGER_SECRET"\n')
    if value:
        monkeypatch.setenv("PAGER_SECRET", value)
    with pytest.raises(SettingsError, match=told):
        outlets(settings, FakeClock())


def test_secrets_are_never_shown(written: Path) -> None:
    shown = repr(read(written, HOOK + SECRET))
    assert "0123456789" not in shown
    assert "pager.example" not in shown


@pytest.mark.parametrize(("text", "names"), [
    (HOOK, r"pager.*secret or secret_env"),
    (HOOK + SECRET + 'secret_env = "X"\n', r"pager.*secret or secret_env"),
    (HOOK + 'secret = "short"\n', r"notify.*secret.*too few"),
    (HOOK.replace("https", "ftp") + SECRET, r"pager.*url is no"),
    (HOOK.replace("pager\"", "a.b\"") + SECRET, r"notify\.0\.name"),
    (HOOK + SECRET + "levels = { high = 7 }\n", r"notify\.0\.levels\.high"),
    (HOOK + SECRET + "levels = { urgent = 0 }\n", r"notify\.0\.levels\.urgent"),
    (HOOK + SECRET + 'pacient = true\n', r"notify\.0\.pacient.*did you mean patient"),
    (HOOK + SECRET + 'closing = "yes"\n', r"notify\.0\.closing"),
    (HOOK + SECRET + HOOK + SECRET, r"notify.*two channels are called pager"),
    ('public_url = "ward"\n', r"public_url"),
])
def test_a_bad_one_stops_the_start_by_name(written: Path, text: str, names: str) -> None:
    with pytest.raises(SettingsError, match=names) as caught:
        read(written, text)
    assert "0123456789" not in str(caught.value)


def test_apprise_without_its_library_stops_the_start(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "apprise", None)
    settings = read(written, '[[notify]]\nname = "sms"\nkind = "apprise"\nurl = "sms://x"\n')
    with pytest.raises(SettingsError, match=r"sms.*infusion-watch\[notify\]"):
        outlets(settings, FakeClock())


def test_a_demonstration_sends_nothing_unless_it_is_told_to(written: Path) -> None:
    told = 'mode = "demo"\n'
    assert outlets(read(written, told + HOOK + SECRET), FakeClock()) == []
    assert len(outlets(read(written, told + "notify_in_demo = true\n" + HOOK + SECRET), FakeClock())) == 1


def test_every_message_says_where_it_comes_from(written: Path) -> None:
    said = origin(read(written, 'ward = "Ward 3"\nmode = "test"\npublic_url = "https://ward.example"\n'))
    assert (said.ward, said.mode.value, said.link) == ("Ward 3", "test", "https://ward.example")
