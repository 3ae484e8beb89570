"""The checks of a profile file: what can be used is read, what cannot is refused with its key and the fix."""

from __future__ import annotations

import pytest

from alerts.alarm import Priority
from alerts.profile_file import ProfileError, load_profile
from monitors.instant import MINUTE
from tests.alerts.building import PROFILES, profile

GENERAL = (PROFILES / "general.toml").read_text()
MOAAS = '''[[observation_rule]]
id = "drowsy"
what = "moaas"
at_or_below = 3
clear = 4
priority = "medium"
source = "made up"
'''


def read(more: str) -> None:
    """Reads the general profile with these lines at its end."""
    load_profile("own.toml", f"{GENERAL}\n{more}")


@pytest.mark.parametrize("name", ["ketamine-iv", "ketamine-im", "esketamine-nasal", "pain-infusion"])
def test_each_protocol_watches_its_checks(name: str) -> None:
    found = profile(name)
    assert found.bp_overdue == {"infusion": 2 * MINUTE, "recovery": 2 * MINUTE}
    assert [(one.what, one.limit, one.priority) for one in found.observation_rules] == [
        ("moaas", 3, Priority.MEDIUM), ("moaas", 1, Priority.HIGH),
    ]
    assert found.without_checks().bp_overdue == {}
    assert found.without_checks().observation_rules == ()
    assert found.without_checks().rules == found.rules


def test_general_watches_none() -> None:
    assert profile("general") == profile("general").without_checks()


def test_a_profile_like_another_changes_one_of_them() -> None:
    own = f'name = "own"\ntitle = "Own"\nlike = "ketamine-iv"\n[bp_overdue_min]\nrecovery = 5\n{MOAAS}'
    texts = {path.stem: path.read_text() for path in PROFILES.glob("*.toml")}
    found = load_profile("own.toml", own.replace("drowsy", "moaas-low").replace("= 3", "= 2"), texts)
    assert found.bp_overdue == {"recovery": 5 * MINUTE}
    assert [(one.id, one.limit) for one in found.observation_rules] == [("moaas-low", 2), ("moaas-very-low", 1)]


@pytest.mark.parametrize(("more", "told"), [
    ("[bp_overdue_min]\ninfusion = 0.1\n", "bp_overdue_min.infusion: 0.1 min; give 0.5 to 60"),
    ("[bp_overdue_min]\nlater = 2\n", "unknown field `later`"),
    (MOAAS + MOAAS, r"observation_rule\[1\] \(drowsy\): id: used twice"),
    (MOAAS.replace("drowsy", "spo2-low"), "id: used twice"),
    (MOAAS.replace('"moaas"', '"spo2"'), "what: 'spo2'; give a word"),
    (MOAAS.replace('"moaas"', '"a.b"'), "what: 'a.b'; give a word"),
    (MOAAS.replace("clear = 4", "clear = 3"), "clear: 3; give more than at_or_below 3"),
    (MOAAS.replace("made up", " "), "source: empty"),
    (MOAAS.replace("medium", "urgent"), "Invalid enum value 'urgent'"),
    (MOAAS.replace("clear = 4", "clear = 4\nof = 3"), "unknown field `of`"),
    (
        MOAAS + MOAAS.replace("drowsy", "asleep").replace("medium", "high").replace("= 3", "= 3.5"),
        "asleep: at_or_below: 3.5 comes before drowsy's 3",
    ),
])
def test_what_cannot_be_used_is_refused_with_file_key_and_fix(more: str, told: str) -> None:
    with pytest.raises(ProfileError, match=told) as refused:
        read(more)
    assert str(refused.value).startswith("own.toml: ")
