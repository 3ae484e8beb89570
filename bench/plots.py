"""The pictures of the population's report."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.figures import NAMES, PLASMA_KAMP, REPORTED
from bench.picture import Picture
from bench.sessions import AFTER_MIN, CUFFS_MIN, Recorded
from simulators import dose, drug
from simulators.patient import Patient

APNOEA_S, APNOEA_LASTS_S = 60, 60


def write(folder: Path, noted: Recorded, seed: int) -> dict[str, str]:
    """Draws every picture into a folder; their names and titles."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "plasma": plasma(), "pressure": pressure(noted), "rises": rises(noted), "heart": heart(noted),
        "symptoms": symptoms(noted), "levels": levels(noted), "apnoea": apnoea(seed),
    }
    for name, one in drawn.items():
        (folder / f"{name}.svg").write_text(one.svg(), encoding="utf-8")
    return {name: one.title for name, one in drawn.items()}


def plasma() -> Picture:
    """Plasma and effect site of both models, with the table's points."""
    one = Picture("Ketamine after 0.5 mg/kg over 40 min, ng/mL, 70 kg", "minutes", (0, 130), 10, (0, 300), 50)
    for model in (drug.kamp(), drug.domino()):
        body = drug.Drug(model, 70.0, dose.usual())
        course, site = [], []
        for minute in range(1, AFTER_MIN + 1):
            body.advance(60.0)
            course.append((minute, body.plasma))
            site.append((minute, body.effect_site))
        one.line(f"plasma, {model.name.capitalize()}", course)
        one.line(f"effect site, {model.name.capitalize()}", site, dashed=True)
    one.dots("table (Kamp)", list(PLASMA_KAMP.items()))
    return one


def pressure(noted: Recorded) -> Picture:
    """Mean and standard deviation of the rises that cuffs measured."""
    one = Picture("Rise above the baseline, mmHg: mean, SD (cuffs)", "minutes", (-10, 130), 10, (-10, 40), 10)
    for name, cuffs in (("systolic", noted.systolic), ("diastolic", noted.diastolic)):
        rise = {minute: noted.rise(cuffs, minute) for minute in CUFFS_MIN}
        one.band([(minute, float(up.mean() - up.std())) for minute, up in rise.items()],
                 [(minute, float(up.mean() + up.std())) for minute, up in rise.items()])
        one.line(name, [(minute, float(up.mean())) for minute, up in rise.items()])
    one.dots("published, 40 min: +16.0 (11.2), +11.0 (8.5)", [(39.5, 16.0), (40.5, 11.0)], [11.2, 8.5])
    return one


def rises(noted: Recorded) -> Picture:
    """How the systolic rise at 40 min is spread over the sessions."""
    values = noted.rise(noted.systolic, 40)
    counts, edges = np.histogram(values, bins=np.arange(-25.0, 61.0, 5.0))
    top = 5.0 * np.ceil(100.0 * counts.max() / len(values) / 5.0)
    one = Picture("Systolic rise at 40 min: % of sessions in each 5 mmHg", "mmHg", (-25, 60), 5, (0, top), 5)
    middles, shares = edges[:-1] + 2.5, 100.0 * counts / len(values)
    one.columns("simulated", list(zip(middles.tolist(), shares.tolist(), strict=True)), 5)
    grid = np.linspace(-25.0, 60.0, 86)
    normal = 500.0 / (11.2 * np.sqrt(2 * np.pi)) * np.exp(-0.5 * ((grid - 16.0) / 11.2) ** 2)
    one.line("normal, +16.0 (11.2)", list(zip(grid.tolist(), normal.tolist(), strict=True)))
    return one


def heart(noted: Recorded) -> Picture:
    """Mean changes of what is not pressure."""
    one = Picture("Mean change of the other vitals", "minutes", (-10, 130), 10, (-2, 12), 2)
    for name, words in (("heart_rate", "heart rate, /min"), ("spo2", "SpO2, %"), ("etco2", "EtCO2, mmHg")):
        rise = [(minute, float(noted.rise(noted.vitals[name], minute).mean())) for minute in range(-10, AFTER_MIN + 1)]
        one.line(words, rise)
    return one


def symptoms(noted: Recorded) -> Picture:
    """Shares of sessions that report each symptom, beside the published ones."""
    title = "Reported, % of sessions: " + ", ".join(NAMES.get(one, one) for one in REPORTED)
    one = Picture(title, "symptom", (0, 5), 1, (0, 70), 10)
    one.columns("simulated", [
        (place, 100.0 * float(noted.reported(name).mean())) for place, name in enumerate(REPORTED, 1)
    ], 0.6)
    one.dots("published, within 3 points", [
        (place, 100.0 * share) for place, share in enumerate(REPORTED.values(), 1)
    ], [3.0] * len(REPORTED))
    return one


def levels(noted: Recorded) -> Picture:
    """Mean levels over time."""
    one = Picture("What people feel: mean levels (0-10; CADSS as it is)", "minutes", (-10, 130), 10, (0, 10), 2)
    for name in ("cadss", "drowsiness", "dizziness", "anxiety", "mood"):
        course = [(minute, float(noted.levels[name][minute].mean())) for minute in range(-10, AFTER_MIN + 1)]
        one.line("CADSS" if name == "cadss" else name, course)
    return one


def apnoea(seed: int) -> Picture:
    """One person on air who does not breathe for a minute: what the finger and the capnograph see."""
    patient = Patient((seed, 0))
    found = []
    for second in range(300):
        patient.body.strain.breathing = 0.0 if APNOEA_S <= second < APNOEA_S + APNOEA_LASTS_S else 1.0
        found.append(patient.step())
    one = Picture("No breath from 60 s to 120 s, on air", "seconds", (0, 300), 30, (0, 140), 20)
    one.line("SpO2, %", [(second, vitals.spo2) for second, vitals in enumerate(found)])
    one.line("EtCO2, mmHg", [(second, vitals.etco2) for second, vitals in enumerate(found)])
    one.line("heart rate, /min", [(second, vitals.heart_rate) for second, vitals in enumerate(found)])
    one.line("breaths, /min", [(second, vitals.respiratory_rate) for second, vitals in enumerate(found)])
    return one
