"""A protocol file that can't be used is refused with the file, the key and the fix."""

from __future__ import annotations

import pytest

from alerts.treatment.protocol_file import ProtocolError, load_protocol
from tests.alerts.treatment.files import TEXTS

IV = TEXTS["ketamine-iv"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "ketamine-iv"', 'name = "other"', "name: other"),
        ('profile = "ketamine-iv"', 'profile = "none"', "profile: none"),
        ("usual = 0.5", "usual = 0.5\nusally = 1", "usally"),
        ("usual = 0.5", 'usual = "half"', "float"),
        ("usual = 0.5", "usual = 2", "usual, most"),
        ("usual = 0.5", "usual = -1", "usual, most"),
        ("most_per_hour = 1.5", "most_per_hour = 0", "most_per_hour"),
        ("lasts_min = 40", "lasts_min = 400", "lasts_min, lasts_at_most_min"),
        ("lasts_min = 40", "lasts_min = 40\ndoses_at_most = 0", "doses_at_most"),
        ("heart_rate_least = 50", "heart_rate_least = 130", "heart_rate_least, heart_rate_most"),
        ("spo2_least = 94", "spo2_least = 0.94", "spo2_least: 0.94"),
        ("diastolic_most = 90", "diastolic_most = 190", "diastolic_most, systolic_most"),
        ('what = "mood"', 'what = "humour"', "humour"),
        ('what = "mood"', 'what = "moaas"', "used twice"),
        ("every_min = 15", "every_min = 0", "minutes"),
        ('phases = ["infusion", "recovery"]', 'phases = ["party"]', "phases"),
        ("after_min = [40, 80]", "after_min = [80, 40]", "after_min"),
        ('what = "bp_40min"\nafter_min = [40]', 'what = "bp_40min"', "asked for once"),
        ('what = "distress"\nafter_min = [20, 40]', 'what = "distress"', "say at least one"),
        ("recovery_score_least = 9", "recovery_score_least = 11", "recovery_score_least: 11"),
        ("pressure_within_percent = 20", "pressure_within_percent = 0.2", "pressure_within_percent: 0.2"),
        ("[gate]", "[gate", "not TOML"),
        ("most = 1.0", "most = nan", "dose.most: give a finite number"),
        ("most_per_hour = 1.5", "most_per_hour = inf", "dose.most_per_hour"),
        ("most_per_hour = 1.5", "most_per_hour = 0.7", "most_per_hour: 0.7"),
        ("lasts_at_most_min = 120", "lasts_at_most_min = inf", "dose.lasts_at_most_min"),
        ('drug = "ketamine"', 'drug = ""', "dose.drug"), ('route = "intravenous"', 'route = "iv"', "route: iv"),
        ("older_from = 65", "older_from = -1", "older_from: -1"),
        ("after_min = [40]\n", "after_min = [10, 30]\n", "a pressure is asked for once"),
        ('what = "bp_40min"', 'what = "bp_ a/b"', "no scale"),
        ('what = "bp_40min"', 'what = "bp_40min"\nearly_min = 2', "early_min"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, said: str) -> None:
    assert old in IV
    with pytest.raises(ProtocolError) as refused:
        load_protocol("ketamine-iv.toml", IV.replace(old, new, 1), {"ketamine-iv"})
    assert str(refused.value).startswith("ketamine-iv.toml: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("name", TEXTS)
def test_every_table_has_its_source(name: str) -> None:
    text = TEXTS[name]
    for place in range(text.count("\nsource = ")):
        parts = text.split("\nsource = ")
        emptied = "\nsource = ".join(parts[: place + 1]) + '\nsource = ""\n' + parts[place + 1].partition("\n")[2]
        emptied += "".join(f"\nsource = {part}" for part in parts[place + 2 :])
        with pytest.raises(ProtocolError, match="source: empty"):
            load_protocol(f"{name}.toml", emptied, {name})
