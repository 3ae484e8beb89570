"""Every rule has an id of its own and a source."""

from __future__ import annotations

from alerts.rule_head import complaint


def test_an_id_is_used_once_and_a_source_is_said() -> None:
    used = {"low"}
    assert complaint("high", "signed by Dr Okafor", used) is None
    assert used == {"low", "high"}
    assert complaint("low", "signed", used) == "id: used twice; give each rule its own"
    assert complaint("other", " ", used) == "source: empty; say where the number comes from"
