"""What each role may do: the one table that every route and command is checked against."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person, a screen or a script is on the ward, named as in the contract."""

    WALL = "wall"
    NURSE = "nurse"
    CHARGE_NURSE = "charge_nurse"
    PRESCRIBER = "prescriber"
    INTEGRATOR = "integrator"
    TESTER = "tester"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route or a command may ask for."""

    WATCH = "watch"
    """See the board, alarms and history."""
    ACKNOWLEDGE = "acknowledge"
    """Acknowledge alarms."""
    TEND = "tend"
    """Pause a bed's sound, shelve alarms, end those whose data are gone."""
    CHANGE_LIMITS = "change_limits"
    """Change a session's alarm limits, and confirm what another person asks for."""
    RUN_SESSIONS = "run_sessions"
    """Open sessions, check patients in, write down doses and observations, discharge."""
    PRESCRIBE = "prescribe"
    """Let a treatment begin although the start gate stands against it."""
    IDENTIFY = "identify"
    """See who stands behind a patient's label."""
    ERASE = "erase"
    """Erase a person from the journal."""
    BIND_DEVICES = "bind_devices"
    """Say at which bed a device measures."""
    MANAGE_DEVICES = "manage_devices"
    """Add beds and devices, give out their keys."""
    MANAGE_PEOPLE = "manage_people"
    """Add people, give out tokens, reset passwords."""
    READ_RECORDS = "read_records"
    """Get the record of a session, as PDF or data."""
    READ_AUDIT = "read_audit"
    """Read who did what."""
    TEST_CHANNELS = "test_channels"
    """Send a test message through every channel of notifications."""
    TEST_HOOKS = "test_hooks"
    """Make recording hang, in test mode only."""
    POST_READINGS = "post_readings"
    """Send readings: device keys only, no person's role has it."""


_CARE = frozenset({
    Permission.WATCH, Permission.ACKNOWLEDGE, Permission.TEND, Permission.CHANGE_LIMITS, Permission.RUN_SESSIONS,
    Permission.IDENTIFY, Permission.READ_RECORDS, Permission.BIND_DEVICES,
})

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.WALL: frozenset({Permission.WATCH}),
    Role.NURSE: _CARE,
    Role.CHARGE_NURSE: _CARE,
    Role.PRESCRIBER: _CARE | {Permission.PRESCRIBE},
    Role.INTEGRATOR: frozenset({Permission.WATCH, Permission.BIND_DEVICES, Permission.MANAGE_DEVICES}),
    Role.TESTER: _CARE | {Permission.PRESCRIBE, Permission.MANAGE_DEVICES, Permission.TEST_HOOKS},
    Role.AUDITOR: frozenset({
        Permission.WATCH, Permission.IDENTIFY, Permission.READ_RECORDS, Permission.READ_AUDIT,
    }),
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.POST_READINGS, Permission.PRESCRIBE},
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return permission in ROLE_PERMISSIONS[role]
