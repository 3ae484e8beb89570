"""The settings, read once at the start from options, the environment and a TOML file; a bad one stops it by name.

An option of the command line wins over `INFUSION_WATCH_<NAME>`, which wins over the TOML file
(`INFUSION_WATCH_CONFIG`, else `infusion-watch.toml` in the data folder), which wins over the default.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from app.notify.configured import ChannelSettings
from monitors.reading import Mode

PREFIX = "INFUSION_WATCH_"
CONFIG = f"{PREFIX}CONFIG"
OF_THE_BUILD = f"{PREFIX}SKIP_DASHBOARD"
"""Read while the package is installed; it may still be in the environment."""

CONFIG_NAME = "infusion-watch.toml"


class ServerMode(StrEnum):
    """What a server is for; production is the mode of real patients."""

    PRODUCTION = "production"
    TEST = "test"
    DEMO = "demo"

    @property
    def readings(self) -> Mode:
        """The mode of the readings it takes."""
        return Mode.REAL if self is ServerMode.PRODUCTION else Mode(self.value)


class SettingsError(Exception):
    """A setting is wrong; the text names it, the rule and where it came from."""


class Settings(BaseSettings):
    """Everything that can be set; rates are per second, lifetimes in hours, `test_clock` a factor."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    host: str = Field("127.0.0.1", min_length=1)
    port: int = Field(8000, ge=0, le=65535)
    data: Path = Field(default_factory=lambda: usual_folder())
    database: str | None = None
    profiles: Path | None = None
    mode: ServerMode = ServerMode.PRODUCTION
    test_clock: float = Field(1.0, gt=0, le=1000)
    workers: int = 1
    clinic_zone: str = "UTC"
    ward: str = Field("Ward", min_length=1, max_length=80)
    device_rate: float = Field(50, gt=0)
    gateway_rate: float = Field(500, gt=0)
    device_readings: float = Field(5_000, gt=0)
    gateway_readings: float = Field(50_000, gt=0)
    sign_in_tries: int = Field(10, ge=1, description="tries of a name from an address in 5 minutes")
    secure_cookie: bool = False
    cookie_hours: float = Field(12, gt=0, le=24 * 365)
    checkpoint_seconds: float = Field(60, gt=0)
    notify: tuple[ChannelSettings, ...] = ()
    notify_in_demo: bool = False
    public_url: str | None = Field(None, pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=500)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @field_validator("workers")
    @classmethod
    def one_worker(cls, workers: int) -> int:
        """Refuses more than one worker: one process holds the alarms."""
        if workers != 1:
            raise ValueError("one process holds the alarms: more than one worker is refused")
        return workers

    @field_validator("clinic_zone")
    @classmethod
    def known_zone(cls, clinic_zone: str) -> str:
        """Refuses a time zone that nobody knows: a record without it would tell other times than the clinic's clock."""
        try:
            ZoneInfo(clinic_zone)
        except (LookupError, ValueError, OSError):
            raise ValueError(f"{clinic_zone!r} is no time zone; such as Europe/Berlin or America/New_York") from None
        return clinic_zone

    @field_validator("notify")
    @classmethod
    def channels_apart(cls, notify: tuple[ChannelSettings, ...]) -> tuple[ChannelSettings, ...]:
        """Refuses two channels of one name: it is in the journal and in the alarms."""
        names = [one.name for one in notify]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two channels are called {name}")
        return notify

    @model_validator(mode="after")
    def clock_of_tests_only(self) -> Settings:
        """Refuses a scaled clock outside test mode."""
        if self.test_clock != 1 and self.mode is not ServerMode.TEST:
            raise ValueError(f"test_clock is {self.test_clock:g}, but the mode is {self.mode.value}: it needs test")
        return self

    @property
    def store(self) -> str | Path:
        """Where the journal is kept: the database's address where one is set, else the data folder."""
        return self.database or self.data

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, then the environment, then the TOML file that `load` found."""
        del dotenv_settings, file_secret_settings
        given = dict(init_settings())
        file = config_file(given.get("data"))
        sources = (init_settings, env_settings)
        return (*sources, TomlConfigSettingsSource(settings_cls, file)) if file else sources


def usual_folder() -> Path:
    """The platform's folder for a user's programs to keep their files in."""
    match sys.platform:
        case "darwin":
            root = Path.home() / "Library" / "Application Support"
        case "win32":
            root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        case _:
            root = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return root / "infusion-watch"


def config_file(folder: object) -> Path | None:
    """The TOML file to read: the one named in the environment, else the one in the data folder, if it is there."""
    named = os.environ.get(CONFIG)
    if named:
        if not Path(named).is_file():
            raise SettingsError(f"{CONFIG} names {named}, and there is no such file")
        return Path(named)
    root = Path(str(folder or os.environ.get(f"{PREFIX}DATA") or usual_folder()))
    file = root / CONFIG_NAME
    return file if file.is_file() else None


def load(options: Mapping[str, object] | None = None) -> Settings:
    """Reads the settings; options that are None count as not given. Raises SettingsError naming what is wrong."""
    given = {name: value for name, value in (options or {}).items() if value is not None}
    _refuse_unknown_names()
    _refuse_workers()
    try:
        return Settings(**given)  # type: ignore[arg-type]  # the fields check what comes from outside
    except ValidationError as wrong:
        raise SettingsError(_told(wrong)) from None
    except ValueError as wrong:  # TOML that cannot be read
        raise SettingsError(f"the settings file cannot be read: {wrong}") from None


def _refuse_unknown_names() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG, OF_THE_BUILD}
    for name in os.environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = get_close_matches(name.upper(), known, 1)
            raise SettingsError(f"{name} is not a setting{f'; did you mean {near[0]}?' if near else ''}")


def _refuse_workers() -> None:
    """Other programs' way to ask for workers; here it would be ignored, so it is refused."""
    count = os.environ.get("WEB_CONCURRENCY", "1").strip() or "1"
    if count != "1":
        raise SettingsError(f"WEB_CONCURRENCY is {count}: one process holds the alarms, more are refused")


def _told(wrong: ValidationError) -> str:
    lines = []
    for one in wrong.errors(include_url=False, include_context=False):
        name = ".".join(str(part) for part in one["loc"])
        text = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            *_, place, last = ("", *one["loc"])
            known = ChannelSettings.model_fields if isinstance(place, int) else Settings.model_fields
            near = get_close_matches(str(last), known, 1)
            text = f"is not a setting{f'; did you mean {near[0]}?' if near else ''}"
        lines.append(f"{name}: {text}" if name else text)
    return "; ".join(lines)
