"""What each role may do is what the contract says, and nothing more."""

from __future__ import annotations

import pytest

from app.roles import ROLE_PERMISSIONS, Permission, Role, may

CARE = {"watch", "acknowledge", "tend", "change_limits", "run_sessions", "identify", "read_records", "bind_devices"}
EXPECTED = {
    "wall": {"watch"},
    "nurse": CARE,
    "charge_nurse": CARE,
    "prescriber": CARE | {"prescribe"},
    "integrator": {"watch", "bind_devices", "manage_devices"},
    "tester": CARE | {"prescribe", "manage_devices", "test_hooks"},
    "auditor": {"watch", "identify", "read_records", "read_audit"},
    "administrator": CARE | {
        "erase", "manage_devices", "manage_people", "read_audit", "test_channels", "test_hooks",
    },
}


def test_every_role_may_exactly_this() -> None:
    assert {role.value: {one.value for one in allowed} for role, allowed in ROLE_PERMISSIONS.items()} == EXPECTED


@pytest.mark.parametrize("role", Role)
def test_no_person_posts_readings_and_everyone_may_watch(role: Role) -> None:
    assert not may(role, Permission.POST_READINGS)
    assert may(role, Permission.WATCH)


def test_every_other_permission_is_somebodys() -> None:
    given = frozenset[Permission]().union(*ROLE_PERMISSIONS.values())
    assert given == set(Permission) - {Permission.POST_READINGS}
