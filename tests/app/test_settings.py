"""Settings: what wins over what, and that a bad one stops the start by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import ServerMode, Settings, SettingsError, load, usual_folder
from monitors.reading import Mode


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment that says nothing, and a home folder of its own."""
    import os

    for name in list(os.environ):
        if name.startswith("INFUSION_WATCH_") or name == "WEB_CONCURRENCY":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def test_without_a_word_it_is_production_on_this_machine_only() -> None:
    settings = load()
    assert (settings.host, settings.port, settings.mode) == ("127.0.0.1", 8000, ServerMode.PRODUCTION)
    assert settings.mode.readings is Mode.REAL
    assert settings.data == usual_folder()


def test_an_option_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "infusion-watch.toml").write_text('ward = "file"\nport = 1\nhost = "10.0.0.1"\n')
    monkeypatch.setenv("INFUSION_WATCH_PORT", "2")
    monkeypatch.setenv("INFUSION_WATCH_HOST", "10.0.0.2")
    settings = load({"data": tmp_path, "host": "10.0.0.3", "mode": None})
    assert (settings.ward, settings.port, settings.host) == ("file", 2, "10.0.0.3")


def test_a_file_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('ward = "named"')
    monkeypatch.setenv("INFUSION_WATCH_CONFIG", str(tmp_path / "other.toml"))
    assert load({"data": tmp_path}).ward == "named"
    monkeypatch.setenv("INFUSION_WATCH_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load({"data": tmp_path})


@pytest.mark.parametrize(("name", "value"), [
    ("port", "70000"), ("mode", "prod"), ("device_rate", "0"), ("cookie_hours", "x"), ("log_level", "loud"),
])
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"INFUSION_WATCH_{name.upper()}", value)
    with pytest.raises(SettingsError, match=name):
        load()


def test_a_misspelt_name_is_told_with_the_right_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "infusion-watch.toml").write_text("prot = 9000")
    with pytest.raises(SettingsError, match=r"prot.*did you mean port"):
        load({"data": tmp_path})
    monkeypatch.setenv("INFUSION_WATCH_PROT", "9000")
    with pytest.raises(SettingsError, match=r"INFUSION_WATCH_PROT.*INFUSION_WATCH_PORT"):
        load()


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "infusion-watch.toml").write_text("port = = 1")
    with pytest.raises(SettingsError, match="settings file"):
        load({"data": tmp_path})


def test_more_than_one_worker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="workers"):
        load({"workers": 2})
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    with pytest.raises(SettingsError, match="WEB_CONCURRENCY"):
        load()


def test_a_scaled_clock_is_for_test_mode_only() -> None:
    assert load({"mode": "test", "test_clock": 20.0}).test_clock == 20
    for mode in ("production", "demo"):
        with pytest.raises(SettingsError, match="test_clock"):
            load({"mode": mode, "test_clock": 20.0})


def test_the_store_is_the_folder_unless_a_database_is_named(tmp_path: Path) -> None:
    assert load({"data": tmp_path}).store == tmp_path
    assert load({"data": tmp_path, "database": "sqlite:////x/y.db"}).store == "sqlite:////x/y.db"


def test_the_workers_are_no_field_to_raise() -> None:
    assert Settings(data=Path("x")).workers == 1


def test_the_clinics_zone_is_utc_unless_named_and_an_unknown_one_stops_the_start() -> None:
    assert load().clinic_zone == "UTC"
    assert load({"clinic_zone": "Europe/Berlin"}).clinic_zone == "Europe/Berlin"
    for wrong in ("Europe/Nowhere", "Europe", "", "../etc/passwd", "CEST+1", "x" * 300, "a\0b"):
        with pytest.raises(SettingsError, match="clinic_zone"):
            load({"clinic_zone": wrong})
