"""What no FHIR library checks: codes and units against our tables, references, required values and invariants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.report import fhir_codes as codes
from app.report.fhir_parts import ABSENT_URL
from app.report.fhir_series import R5

WORD = re.compile(r"[a-z0-9_.:-]+")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{6})Z")
TIMES = {"start", "end", "time", "timestamp", "recorded", "issued", "sent", "date", "recordedDate"}
OUR_EXTENSIONS = {
    "at", "baseline", "corrected", "end-reason", "ended", "ended-by", "evidence", "limit", "note", "revision", "rule",
    "since", "source", "state", "unconfirmed", "value", "vital",
}
NESTED = {("location", "status"): {"active", "completed"}, ("entity", "role"): {"revision"}}
OURS_ALONE = {"at", "value"}
"""The parts of an extension of several."""


def check(bundle: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a bundle, in words with the path of each."""
    kinds = {one["fullUrl"]: one["resource"]["resourceType"] for one in bundle["entry"]}
    wrong = [] if len(kinds) == len(bundle["entry"]) else ["two entries have the same fullUrl"]
    for path, node in walk(bundle, "Bundle"):
        wrong += [f"{path}: {problem}" for problem in (
            *_coding(node), *_quantity(node), *_reference(node, kinds), *_resource(node), *_extension(node),
            *_times(node), *_sampled(node), *_nested(path, node),
        )]
    wrong += [
        f"{one['fullUrl']}: id" for one in bundle["entry"] if one["fullUrl"] != f"urn:uuid:{one['resource']['id']}"
    ]
    told = {one["reference"] for each in of_kind(bundle, "Provenance") for one in each["target"]}
    wrong += [f"{url}: no Provenance" for url, kind in kinds.items() if url not in told and kind != "Provenance"]
    return wrong


def of_kind(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The resources of one type."""
    return [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == kind]


def walk(node: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a bundle with its path."""
    if isinstance(node, list):
        for place, one in enumerate(node):
            yield from walk(one, f"{path}[{place}]")
    elif isinstance(node, dict):
        yield path, node
        for name, one in node.items():
            yield from walk(one, f"{path}.{name}")


def _coding(node: dict[str, Any]) -> Iterator[str]:
    if "code" not in node or "system" not in node or node["system"] == codes.UCUM:
        if "display" in node and "code" in node and "system" not in node:
            yield f"a coding without its system: {node}"
        return
    system, code = node["system"], node["code"]
    if system in codes.OPEN_SYSTEMS:
        if not WORD.fullmatch(code):
            yield f"{system} {code!r} is no word"
    elif codes.CODES.get((system, code)) != node.get("display"):
        yield f"{system} {code!r} {node.get('display')!r} is not in the tables"


def _quantity(node: dict[str, Any]) -> Iterator[str]:
    if node.get("system") == codes.UCUM and (node["code"] not in codes.UNITS or not node.get("unit")):
        yield f"{node['code']!r} is no unit of the tables"
    if "value" in node and isinstance(node["value"], int | float) and not node.get("unit"):
        yield "a number without its unit"


def _reference(node: dict[str, Any], kinds: dict[str, str]) -> Iterator[str]:
    if "reference" in node and kinds.get(node["reference"]) != node["type"]:
        yield f"{node['reference']} leads to no {node['type']}"


def _resource(node: dict[str, Any]) -> Iterator[str]:
    kind = node.get("resourceType")
    for (of, name), allowed in codes.ALLOWED.items():
        if of == kind and node.get(name) not in allowed and not (name in ("gender", "severity") and name not in node):
            yield f"{kind}.{name} {node.get(name)!r} is not of {sorted(allowed)}"
    if kind == "Encounter" and node["class"]["code"] != "AMB":
        yield f"Encounter.class {node['class']}"
    if kind == "Observation":
        yield from _observation(node)


def _observation(node: dict[str, Any]) -> Iterator[str]:
    values = [name for name in node if name.startswith("value")]
    groups = [coding["system"] for one in node.get("category", ()) for coding in one["coding"]]
    if groups != [codes.CATEGORY]:
        yield f"category {groups}"
    if not any(name.startswith("effective") for name in node):
        yield "no effective time"
    if values and "dataAbsentReason" in node:
        yield "obs-6: a value, and why there is none"
    if not (values or {"dataAbsentReason", "component", "hasMember"} & node.keys()):
        yield "vs-2: neither value, component, member nor reason"
    for one in node.get("component", ()):
        if any(name.startswith("value") for name in one) is ("dataAbsentReason" in one):
            yield "vs-3: a component has a value, or the reason why it has none"
    if values and any(one["code"] == node["code"] for one in node.get("component", ())):
        yield "obs-7: a component of the same code beside a value"


def _extension(node: dict[str, Any]) -> Iterator[str]:
    for one in node.get("extension", ()):
        url = one["url"]
        ours = url.removeprefix(f"{codes.OURS}:extension:")
        known = ours in OUR_EXTENSIONS if ours != url else url in {ABSENT_URL, f"{R5}.offsets", f"{R5}.intervalUnit"}
        if not known and not (url in OURS_ALONE and node["url"].endswith(":evidence")):
            yield f"{url} is no extension of ours"
        if url == ABSENT_URL and (codes.ABSENT, one["valueCode"]) not in codes.CODES:
            yield f"{one['valueCode']} is no reason"


def _times(node: dict[str, Any]) -> Iterator[str]:
    for name, value in node.items():
        if (name in TIMES or name.endswith("DateTime")) and not INSTANT.fullmatch(value):
            yield f"{name}: {value!r} is no instant in UTC"
    if "start" in node and "end" in node and node["end"] < node["start"]:
        yield "per-1: it ends before it begins"


def _sampled(node: dict[str, Any]) -> Iterator[str]:
    if "origin" in node:
        offsets = [one["valueString"] for one in node.get("extension", ()) if one["url"] == f"{R5}.offsets"]
        if ("period" in node) is bool(offsets):
            yield "samples have a period, or offsets"
        if offsets and len(offsets[0].split()) != len(node["data"].split()):
            yield "as many offsets as samples"


def _nested(path: str, node: dict[str, Any]) -> Iterator[str]:
    for (under, name), allowed in NESTED.items():
        if re.search(rf"\.{under}\[\d+\]$", path) and name in node and node[name] not in allowed:
            yield f"{name} {node[name]!r} is not of {sorted(allowed)}"
