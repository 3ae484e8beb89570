"""A profile's file as written: which keys there are."""

from __future__ import annotations

import msgspec
import pytest

from alerts.profile import PHASES
from alerts.profile_likeness import whole
from alerts.profile_written import FileWritten, RuleWritten
from tests.alerts.building import PROFILES

RULE = {"id": "a", "condition": "spo2.low", "vital": "spo2", "priority": "low", "source": "somewhere"}


def test_a_rule_needs_few_keys_and_holds_in_every_phase() -> None:
    rule = msgspec.convert(RULE, RuleWritten)
    assert (rule.phases, rule.on_count, rule.looks, rule.stage) == (PHASES, 1, 1, False)


@pytest.mark.parametrize("wrong", [{"colour": "red"}, {"priority": "urgent"}, {"phases": ["asleep"]}])
def test_a_key_or_word_nobody_knows_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(RULE | wrong, RuleWritten)


def test_the_projects_profiles_are_so_written() -> None:
    texts = {path.stem: path.read_text() for path in PROFILES.glob("*.toml")}
    for path in PROFILES.glob("*.toml"):
        written = msgspec.convert(whole(texts[path.stem], texts), FileWritten)
        assert written.name == path.stem
        assert [one.vital for one in written.suspicion] == ["spo2"]
