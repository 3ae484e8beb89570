"""The PDF read back says what the figures and events say; it is the same bytes each time, small, and never fails."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import pairwise

import pypdf
import pytest

from app.report.events import events
from app.report.figures import figures
from app.report.pdf import pdf
from app.report.pdf_paper import typeface
from app.report.record import Record
from app.report.telling import local, told
from monitors.entries import ObservationMade, PhaseChanged, SessionClosed
from monitors.instant import HOUR, MINUTE, parse
from monitors.steps import DoseStarted, PatientKnown
from monitors.vitals import Vital
from tests.app.report.building import Story
from tests.app.report.scripted import scripted

FACES = pytest.mark.parametrize("faces", [None, {}], ids=["own typeface", "the PDF's own"])


def pages(made: bytes) -> list[str]:
    """The text of each page, with one space between words."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(made)).pages]


def squeezed(text: str) -> str:
    """A text without any space: lines may be broken anywhere."""
    return re.sub(r"\s", "", text)


def read(record: Record) -> tuple[str, str]:
    """The first page, and all others, without spaces."""
    first, *others = pages(pdf(record))
    return squeezed(first), squeezed(" ".join(others))


def test_every_figure_is_on_the_first_page_with_its_value_time_and_source() -> None:
    record = scripted()
    first, _ = read(record)
    for one in figures(record):
        if one.name.endswith(("_before", "_after")) and one.name != "bp_before":
            word = "before" if one.name.endswith("_before") else "end"
            assert one.missing or squeezed(f"{word} {one.told}") in first, one.name
            assert squeezed(one.missing or f"{local(one.at or 0, record.zone):%H:%M} {one.source}") in first, one.name
        elif one.missing:
            assert squeezed(f"{one.title}not recorded{one.missing}") in first, one.name
        else:
            small = f"{local(one.at, record.zone):%H:%M}, " if one.at is not None else ""
            assert squeezed(f"{one.title}{one.told}{small}{one.source}, {one.note}") in first, one.name


def test_every_event_is_in_the_table_in_its_order() -> None:
    record = scripted()
    _, table = read(record)
    found = []
    for one in events(record):
        at = f"{local(one.at, record.zone):%H:%M:%S}"
        row = squeezed(f"{at}{one.topic.value.replace('_', ' ')}")
        assert row in table, one
        assert squeezed(one.name) in table, one
        assert one.value is None or squeezed(told(one.value, one.unit)) in table, one
        found.append(table.index(row))
    assert all(before <= after for before, after in pairwise(found))


def test_the_same_record_is_the_same_bytes_and_small() -> None:
    record = scripted()
    made = pdf(record)
    assert made == pdf(scripted())
    assert len(made) < 400_000
    assert sum(len(line.points) for line in record.lines) > 15_000
    assert not any(page.images for page in pypdf.PdfReader(io.BytesIO(made)).pages), "only vectors"


def test_every_page_says_whose_it_is_and_what_this_is_not() -> None:
    made = pages(pdf(scripted()))
    for place, page in enumerate(made, 1):
        assert "Record of session s1" in page
        assert f"page {place} of {len(made)}" in page
        assert "not a cleared medical device; the bedside monitor is the primary alarm" in page
        assert "made 2026-11-22T12:00:00+01:00, times of Europe/Berlin" in page
        assert "TEST: no real patient" in page


@pytest.mark.parametrize(("mode", "word"), [("real", ""), ("test", "TEST"), ("demo", "DEMO")])
def test_the_mode_is_across_the_page_unless_the_patient_is_real(mode: str, word: str) -> None:
    for page in pages(pdf(Story(mode=mode).record())):
        assert ("no real patient" in page) is bool(word)
        assert len(re.findall(r"\b(TEST|DEMO)\b", page)) == (2 if word else 0)


@FACES
def test_a_session_without_anything_is_a_record_of_what_is_missing(faces: dict[str, object] | None) -> None:
    made = pages(pdf(Story("general").record(), {} if faces == {} else None))
    assert "no dose was told" in made[0]
    assert "nothing usable was measured" in made[0]
    assert made[0].count("not recorded") > 15
    assert "still open" in made[0]
    assert pdf(Story("general").record(0), {} if faces == {} else None)


NAMES = [
    "Jörg Müller-Lüdenscheidt", "Ольга Ивановна", "Ελένη", "李小龍", "x" * 400, "a\nb\tc\x07", "", " ", "🙂 ok",
    "\u202eabc",
]


@FACES
@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_shown_or_says_that_it_is_not(name: str, faces: dict[str, object] | None) -> None:
    story = Story(label=name or "-", site=name)
    story.patient = PatientKnown("p", name)
    story.tell(1, name, ObservationMade("s1", "note", name, story.at(1), note=f"{name} said"))
    files = {} if faces == {} else typeface()
    made = pages(pdf(story.record(), files))
    latin = all(ord(letter) < 256 for letter in name)
    if latin or (files and ord(max(name)) < 0x530):
        assert squeezed(name).replace("\x07", "")[:30] in squeezed(made[0])
        assert "typeface lacks" not in made[0]
    else:
        assert "? stands for letters that the typeface lacks" in made[0]


def test_the_clocks_change_within_the_session() -> None:
    story = Story(start=parse("2026-10-25T00:30:00+02:00"))
    story.run(0, 300, 30, Vital.SPO2, lambda _minute: 97.0)
    story.tell(200, "nina", ObservationMade("s1", "mood", 5, story.at(200)))
    first, table = pages(pdf(story.record(300)))[:2]
    assert "25 Oct UTC+02:00" in first
    assert "25 Oct UTC+01:00" in first
    assert "02:50:00 observation" in table
    assert squeezed("made 2026-10-25T04:30:00+01:00") in squeezed(first)


def test_a_day_of_readings_is_made_in_time_and_stays_small() -> None:
    story = Story("pain-infusion")
    story.tell(20, "nina", PhaseChanged("s1", "infusion"))
    story.tell(20, "nina", DoseStarted("s1", "d1", "ketamine", "intravenous", 500.0, "mg", story.at(20), 23 * HOUR))
    for vital, value in ((Vital.SPO2, 97.0), (Vital.HEART_RATE, 70.0)):
        story.run(0, 1440, 1, vital, lambda minute, value=value: value + minute % 3)  # type: ignore[misc]
    for minute in range(0, 1440, 10):
        story.cuff(minute, 120 + minute % 17, 75)
    for number in range(150):
        story.alarm(f"spo2.low.{number}", 30 + 9 * number, 32 + 9 * number, seen=(31 + 9 * number, "nina", ""))
    story.tell(1439, "ben", SessionClosed("s1", "over"))
    made = pdf(story.record(1441))
    assert len(made) < 400_000
    table = " ".join(pages(made)[1:])
    assert "Monday, 23 November 2026" in table


def test_many_scales_and_doses_go_on_to_another_page_whole() -> None:
    story = Story()
    for place, what in enumerate(("moaas", "rass", "dissociation", "mood", "anxiety", "pain", "nausea", "dizziness",
                                  "distress", "phq9", "aldrete", "mpadss")):
        story.tell(5 + place, "nina", ObservationMade("s1", what, 1, story.at(5 + place)))
    for place in range(9):
        story.tell(30, "nina", DoseStarted("s1", f"d{place}", f"drug{place}", "oral", 4.0, "mg", story.at(30 + place)))
    record = story.record()
    whole = squeezed(" ".join(pages(pdf(record))))
    assert all(squeezed(f"{one.title}{one.told}") in whole for one in figures(record) if one.name.startswith("given"))
    _inside(pdf(record))


def _inside(made: bytes) -> None:
    """No letter lies outside the page or on its foot."""
    found: list[float] = []

    def seen(text: str, _cm: Sequence[float], tm: Sequence[float], *_more: object) -> None:
        if text.strip():
            found.append(tm[5])

    for page in pypdf.PdfReader(io.BytesIO(made)).pages:
        page.extract_text(visitor_text=seen)
    assert found
    assert min(found) > 10


def test_an_infusion_at_its_minute_of_the_axis_is_told_beside_it() -> None:
    story = Story()
    story.tell(20, "nina", DoseStarted("s1", "d1", "ketamine", "intravenous", 35.0, "mg", story.at(20), 40 * MINUTE))
    assert "ketamine 35 mg" in pages(pdf(story.record(90)))[0]
