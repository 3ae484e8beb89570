"""The OpenAPI of everything: FastAPI's own routes, and the hot path and the WebSockets from their one definition."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from app.live.messages import schemas
from app.web.errors import Problem, answers
from monitors.wire import Answer, WireBatch, WireReading

REF = "#/components/schemas/{name}"
SOCKETS = """WebSockets, which OpenAPI has no words for:

- `/v1/live` (cookie or bearer token of a person): the messages `hello`, `subscribe`, `snapshot`, `change`,
  `heartbeat` and `listening`, one JSON object each; their schemas are under `components` as `live_…`.
- `/v1/stream` (bearer key of a device): a frame is a `WireBatch` with an optional `ref`, its answer an `Answer` with
  the same `ref`, or a `Problem` with it.
"""
READINGS_CODES = (
    "not_json", "no_key", "unknown_key", "device_not_allowed", "mode_refused", "too_large", "too_many_readings",
    "too_fast", "not_recorded", "stopping", "busy",
)


def documented(answer: type[msgspec.Struct], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """What a route's OpenAPI says of its answer when that is a msgspec struct."""
    reference = {"$ref": REF.format(name=answer.__name__)}
    return {status: {"description": "Done", "content": {"application/json": {"schema": reference}}}}


def install(app: FastAPI, structs: tuple[type[msgspec.Struct], ...]) -> None:
    """Gives an application its whole OpenAPI; `structs` are those that `documented` was called with."""
    described = app.openapi

    def whole() -> dict[str, Any]:
        """The document, made once."""
        if app.openapi_schema is None:
            document = described()
            _, parts = msgspec.json.schema_components((*structs, WireBatch, WireReading, Answer), ref_template=REF)
            components = document.setdefault("components", {}).setdefault("schemas", {})
            twice = set(parts) & set(components)
            if twice:
                raise RuntimeError(f"two shapes are called {', '.join(sorted(twice))}: one would hide the other")
            components.update(parts)
            components["Problem"] = Problem.model_json_schema(ref_template=REF.replace("name", "model"))
            components.update({f"live_{name}": schema for name, schema in live().items()})
            _document_readings(document)
            _drop_unused(components)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = whole  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def live() -> dict[str, Any]:
    """The schemas of the live messages, each complete in itself."""
    return {name: _inlined(schema) for name, schema in schemas().items()}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose references lead to its own `$defs` as one without references: OpenAPI resolves from the root."""
    parts = schema.get("$defs", {})

    def resolve(node: Any) -> Any:
        match node:
            case {"$ref": str(reference)}:
                return resolve(parts[reference.rsplit("/", 1)[1]])
            case dict():
                return {name: resolve(inner) for name, inner in node.items() if name != "$defs"}
            case list():
                return [resolve(inner) for inner in node]
        return node

    whole: dict[str, Any] = resolve(schema)
    return whole


def _document_readings(document: dict[str, Any]) -> None:
    reading, batch = ({"$ref": REF.format(name=one.__name__)} for one in (WireReading, WireBatch))
    answer = {"application/json": {"schema": {"$ref": REF.format(name="Answer")}}}
    refusals = {str(status): told for status, told in answers(*READINGS_CODES).items()}
    refusals["422"]["description"] = "All readings were rejected, or the body is no batch"
    refusals["422"]["content"] |= answer
    document["components"].setdefault("securitySchemes", {})["bearer"] = {"type": "http", "scheme": "bearer"}
    document["paths"]["/v1/readings"] = {
        "post": {
            "tags": ["readings"],
            "summary": "Readings",
            "description": "A batch, a bare reading or a list of readings; 202 only when they are durable.",
            "operationId": "post_readings",
            "security": [{"bearer": []}],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {
                    "anyOf": [batch, reading, {"type": "array", "items": reading}]
                }}},
            },
            "responses": {"202": {"description": "Accepted", "content": answer}, **refusals},
        }
    }


def _drop_unused(components: dict[str, Any]) -> None:
    """FastAPI's own error models, which no answer here has."""
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
