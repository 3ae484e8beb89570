"""From the settings to the channels: each `[[notify]]` table becomes an outlet of the sender."""

from __future__ import annotations

from alerts.alarm import Priority
from app.notify.apprise import Apprise, NotInstalled
from app.notify.configured import ChannelSettings
from app.notify.ladder import Rung
from app.notify.message import Origin
from app.notify.sender import Outlet
from app.notify.webhook import Webhook
from app.ports import Channel, Clock
from app.settings import ServerMode, Settings, SettingsError


def outlets(settings: Settings, clock: Clock) -> list[Outlet]:
    """Every channel that is set up, none in a demonstration unless `notify_in_demo`. Raises SettingsError."""
    if settings.mode is ServerMode.DEMO and not settings.notify_in_demo:
        return []
    return [Outlet(_rung(one), _channel(one, clock)) for one in settings.notify]


def origin(settings: Settings) -> Origin:
    """What every message says of the ward."""
    return Origin(settings.ward, settings.mode.readings, settings.public_url or "")


def _rung(one: ChannelSettings) -> Rung:
    levels = {Priority[name.upper()]: level for name, level in one.levels.items()}
    return Rung(one.name, levels, one.closing, one.patient)


def _channel(one: ChannelSettings, clock: Clock) -> Channel:
    try:
        if one.kind == "webhook":
            return Webhook(one.address(), one.key(), clock)
        return Apprise(one.address())
    except (NotInstalled, ValueError) as wrong:
        name = "" if f"channel {one.name}" in str(wrong) else f"channel {one.name}: "
        raise SettingsError(f"notify: {name}{wrong}") from None
