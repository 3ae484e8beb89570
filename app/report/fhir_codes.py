"""The code tables of the FHIR bundle: each system, code and display that it uses, its units and its allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from alerts.treatment.scales import SCALES
from monitors.vitals import KINDS, Vital

LOINC = "http://loinc.org"
MDC = "urn:iso:std:iso:11073:10101"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
CATEGORY = f"{HL7}/observation-category"
ABSENT = f"{HL7}/data-absent-reason"
ACT = f"{HL7}/v3-ActCode"
REASON = f"{HL7}/v3-ActReason"
SERIOUS = f"{HL7}/adverse-event-seriousness"
SEVERITY = f"{HL7}/adverse-event-severity"
OUTCOME = f"{HL7}/adverse-event-outcome"
AGENT = f"{HL7}/provenance-participant-type"

OURS = "urn:infusion-watch"
SCALE = f"{OURS}:scale"
TOLD = f"{OURS}:told"
QUALITY = f"{OURS}:quality"
CONDITION = f"{OURS}:condition"
ALARM_KIND = f"{OURS}:alarm-kind"
CHECK = f"{OURS}:check"
FIGURE = f"{OURS}:figure"

OPEN_SYSTEMS = frozenset({CONDITION, CHECK, FIGURE})
"""Systems whose codes are words of rules, protocols and figures: any word of a-z, 0-9 and _."""

VITAL_DISPLAYS: Mapping[Vital, tuple[str, str]] = MappingProxyType({
    Vital.HEART_RATE: ("Heart rate", "MDC_ECG_HEART_RATE"),
    Vital.PULSE_RATE: ("Heart rate by Pulse oximetry", "MDC_PULS_OXIM_PULS_RATE"),
    Vital.SPO2: ("Oxygen saturation in Arterial blood by Pulse oximetry", "MDC_PULS_OXIM_SAT_O2"),
    Vital.SYSTOLIC: ("Systolic blood pressure", "MDC_PRESS_BLD_NONINV_SYS"),
    Vital.DIASTOLIC: ("Diastolic blood pressure", "MDC_PRESS_BLD_NONINV_DIA"),
    Vital.MEAN: ("Mean blood pressure", "MDC_PRESS_BLD_NONINV_MEAN"),
    Vital.RESPIRATORY_RATE: ("Respiratory rate", "MDC_RESP_RATE"),
    Vital.ETCO2: ("Carbon dioxide [Partial pressure] in Exhaled gas --at end expiration", "MDC_CONC_AWAY_CO2_ET"),
    Vital.TEMPERATURE: ("Body temperature", "MDC_TEMP"),
    Vital.PERFUSION_INDEX: ("Perfusion index Tissue by Pulse oximetry", "MDC_BLD_PERF_INDEX"),
    Vital.PUMP_RATE: ("", "MDC_FLOW_FLUID_PUMP"),
})
"""What LOINC and IEEE 11073 call each vital."""

_SCALE_LOINC = {
    "72514-3": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    "44261-6": "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]",
}
_LOINC = {
    "85354-9": "Blood pressure panel with all children optional",
    "85353-1": "Vital signs, weight, height, head circumference, oxygen saturation and BMI panel",
    "2708-6": "Oxygen saturation in Arterial blood",
    "29463-7": "Body weight",
    "30525-0": "Age",
    **_SCALE_LOINC,
}
_TOLD = {
    "check_in": "Check-in", "identified_by": "Identified by", "drug": "Planned drug", "route": "Planned route",
    "planned_dose": "Planned dose", "planned_time": "Planned time", "concomitants": "Concomitant medication",
    "prescriber": "Prescriber", "phase": "Phase of the session", "gate_overridden": "Start gate overridden",
    "discharge": "Discharge decided", "escort": "Escort", "criterion": "Discharge criterion",
    "check_done": "Check done", "limit": "Limit of a rule changed",
}
_QUALITY = {
    "questionable": "Questionable", "invalid": "Invalid",
    "validity": "Validity of each sample: 0 valid, 1 questionable, 2 invalid",
}
_HL7: dict[str, dict[str, str]] = {
    CATEGORY: {
        "vital-signs": "Vital Signs", "survey": "Survey", "therapy": "Therapy", "procedure": "Procedure",
        "exam": "Exam",
    },
    ABSENT: {"error": "Error", "not-performed": "Not Performed",
        "not-applicable": "Not Applicable", "unknown": "Unknown", "masked": "Masked"},
    ACT: {"AMB": "ambulatory"},
    REASON: {"HTEST": "test health data"},
    SERIOUS: {"Serious": "Serious", "Non-serious": "Non-serious"},
    SEVERITY: {"mild": "Mild", "moderate": "Moderate", "severe": "Severe"},
    OUTCOME: {"resolved": "Resolved", "ongoing": "Ongoing"},
    AGENT: {"author": "Author", "assembler": "Assembler"},
}
ROUTES: Mapping[str, str] = MappingProxyType(
    {"intravenous": "47625008", "intramuscular": "78421000", "intranasal": "46713006"}
)
"""The SNOMED CT code of each route that our protocols name."""

_SNOMED = {"47625008": "Intravenous route", "78421000": "Intramuscular route", "46713006": "Nasal route"}

CODES: Mapping[tuple[str, str], str] = MappingProxyType({
    **{(LOINC, kind.loinc): VITAL_DISPLAYS[vital][0] for vital, kind in KINDS.items() if kind.loinc},
    **{(MDC, str(kind.mdc)): VITAL_DISPLAYS[vital][1] for vital, kind in KINDS.items()},
    (MDC, "150020"): "MDC_PRESS_BLD_NONINV",
    **{(LOINC, code): display for code, display in _LOINC.items()},
    **{(SNOMED, code): display for code, display in _SNOMED.items()},
    **{(SCALE, what): scale.name for what, scale in SCALES.items()},
    **{
        (SCALE, f"{what}-{place}"): prompt
        for what, scale in SCALES.items() for place, prompt in enumerate(scale.prompts, 1)
    },
    **{(TOLD, code): display for code, display in _TOLD.items()},
    **{(QUALITY, code): display for code, display in _QUALITY.items()},
    **{(ALARM_KIND, kind): kind.capitalize() for kind in ("physiological", "technical", "protocol")},
    **{(system, code): display for system, codes in _HL7.items() for code, display in codes.items()},
})
"""Every (system, code) that a bundle may hold, with its display; but for the words of OPEN_SYSTEMS."""

_DOSE_UNITS = ("mg", "ug", "g", "mL")
UNITS = frozenset({
    *(kind.unit for kind in KINDS.values()), "{score}", "{alarms}", "{readings}", "1", "kg", "a", "min", "s", "ms",
    *_DOSE_UNITS, *(f"{unit}/h" for unit in _DOSE_UNITS),
})
"""The UCUM codes that a bundle may hold."""

SPOKEN_UNITS: Mapping[str, str] = MappingProxyType({
    **{kind.unit: kind.spoken_unit for kind in KINDS.values()},
    "{score}": "score", "{alarms}": "alarms", "{readings}": "readings", "a": "years", "ug": "µg", "ug/h": "µg/h",
})
"""How people write a unit, where that is another text than its code."""

_OBSERVATION_STATUS = frozenset({"preliminary", "final", "corrected", "entered-in-error"})
ALLOWED: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType({
    ("Bundle", "type"): frozenset({"collection"}),
    ("Observation", "status"): _OBSERVATION_STATUS,
    ("DetectedIssue", "status"): _OBSERVATION_STATUS,
    ("DetectedIssue", "severity"): frozenset({"high", "moderate", "low"}),
    ("Encounter", "status"): frozenset({"in-progress", "finished"}),
    ("MedicationAdministration", "status"): frozenset(
        {"in-progress", "on-hold", "completed", "stopped", "entered-in-error"},
    ),
    ("AdverseEvent", "actuality"): frozenset({"actual"}),
    ("Communication", "status"): frozenset({"completed"}),
    ("Patient", "gender"): frozenset({"male", "female", "other", "unknown"}),
})
"""The values that a coded field of a resource may have here: a part of what R4B's required binding allows."""


def coding(system: str, code: str) -> dict[str, str]:
    """A coding with its display; raises KeyError for a code that isn't in the tables."""
    if system in OPEN_SYSTEMS:
        return {"system": system, "code": code, "display": code.replace("_", " ")}
    return {"system": system, "code": code, "display": CODES[system, code]}


def concept(*codes: tuple[str, str], text: str = "") -> dict[str, Any]:
    """A CodeableConcept of codes of the tables, with words of our own."""
    made: dict[str, Any] = {"coding": [coding(*one) for one in codes]} if codes else {}
    return made | ({"text": text} if text else {})


def of_vital(vital: Vital) -> dict[str, Any]:
    """What is measured: LOINC (SpO2 with the code that the profile of vital signs asks for too) and IEEE 11073."""
    kind = KINDS[vital]
    codes = [(LOINC, kind.loinc)] if kind.loinc else []
    codes += [(LOINC, "2708-6")] if vital is Vital.SPO2 else []
    return concept(*codes, (MDC, str(kind.mdc)), text=kind.name)


def of_scale(what: str) -> dict[str, Any]:
    """What is observed: a scale in our own system, and in LOINC where that knows it."""
    scale = SCALES.get(what)
    if scale is None:
        return concept((CHECK, what))
    return concept(*([(LOINC, scale.loinc)] if scale.loinc else []), (SCALE, what), text=scale.name)
