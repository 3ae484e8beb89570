"""What nurses observe: each scale with its bounds, its prompts in our own words, and its code where one is known.

A higher number is more of what the name says, but for the scores of wakefulness and recovery (MOAA/S, RASS, Aldrete,
MPADSS), where it is better. The dissociation scale has six prompts of 0 to 4 each, so that its total of 0 to 24
compares with the CADSS-6 (clinical reference, sessions); its words are ours, and it is not that instrument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Scale:
    """A number between `least` and `most` (whole where `whole`), one of `words`, or free text (neither).

    `prompts` are what the items of the total ask; `loinc` is "" where the code tables have none.
    """

    name: str
    prompt: str
    least: float = 0
    most: float = 10
    words: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    loinc: str = ""
    free: bool = False


_DISSOCIATION = (
    "Do things around you seem unreal, as in a dream?",
    "Do you watch yourself as if from outside?",
    "Does your body feel strange, or not your own?",
    "Does time run faster or slower than it should?",
    "Do colours or sounds seem stronger or weaker than usual?",
    "Do you feel far away from what happens here?",
)

SCALES: Mapping[str, Scale] = MappingProxyType({
    "moaas": Scale("MOAA/S", "5 answers at once to the name, 3 only when called loudly, 0 not to pain", 0, 5),
    "rass": Scale("RASS", "0 alert and calm, -5 cannot be woken, 4 combative", -5, 4),
    "dissociation": Scale(
        "Dissociation", "Six prompts, each 0 (not at all) to 4 (extremely)", 0, 24, prompts=_DISSOCIATION,
    ),
    "mood": Scale("Mood", "0 the worst ever, 10 the best ever"),
    "anxiety": Scale("Anxiety", "0 none, 10 the worst imaginable"),
    "pain": Scale("Pain", "0 none, 10 the worst imaginable", loinc="72514-3"),
    "nausea": Scale("Nausea", "0 none, 10 the worst imaginable"),
    "dizziness": Scale("Dizziness", "0 none, 10 the worst imaginable"),
    "distress": Scale("Distress", "0 none, 10 the worst imaginable"),
    "phq9": Scale("PHQ-9 total", "The total that the clinic's own form gave", 0, 27, loinc="44261-6"),
    "aldrete": Scale("Aldrete score", "9 or more: ready to leave", 0, 10),
    "mpadss": Scale("MPADSS", "9 or more: ready to leave", 0, 10),
    "acvpu": Scale("Consciousness", "Alert, confused, to voice, to pain, unresponsive", words=tuple("ACVPU")),
    "oxygen": Scale("Oxygen", "Does the person breathe air or oxygen?", words=("air", "oxygen")),
    "spo2_scale": Scale("NEWS2 SpO2 scale", "2 only where a prescriber chose it", 1, 2),
    "note": Scale("Note", "Free words", free=True),
})
"""The scales by the word that an observation calls them."""


def problem(what: str, value: float | str, items: tuple[float, ...] = ()) -> str:
    """Why this is no observation of that scale, in words for a nurse; "" where it is one."""
    scale = SCALES.get(what)
    if scale is None:
        return f"{what[:40]!r} is none of the scales: {', '.join(SCALES)}"
    if scale.free or scale.words:
        if not isinstance(value, str) or (scale.words and value not in scale.words):
            return f"{scale.name} is {'free words' if scale.free else 'one of ' + ', '.join(scale.words)}"
        return f"{scale.name} is not made of items" if items else ""
    if isinstance(value, str) or not scale.least <= value <= scale.most or value != round(value):
        return f"{scale.name} is a whole number from {scale.least:g} to {scale.most:g}, not {value}"
    if not items:
        return ""
    most = scale.most / len(scale.prompts) if scale.prompts else 0
    if len(items) != len(scale.prompts) or any(not 0 <= one <= most or one != round(one) for one in items):
        return f"{scale.name} has {len(scale.prompts)} items, each a whole number from 0 to {most:g}"
    return "" if sum(items) == value else f"the items of {scale.name} add up to {sum(items):g}, not {value:g}"
