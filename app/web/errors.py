"""Errors as problem+json (RFC 9457): one table from each stable code to its status and title, and who makes them."""

from __future__ import annotations

import http
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from app.ports import JournalError
from monitors.refused import Refused

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:infusion-watch:problem:"

TABLE: dict[str, tuple[int, str]] = {
    "not_json": (400, "The body is not JSON"),
    "no_key": (401, "A key is needed"),
    "unknown_key": (401, "The key is not known"),
    "sign_in_needed": (401, "Sign in, or send a bearer token"),
    "unknown_token": (401, "The token is not known"),
    "wrong_name_or_password": (401, "Name or password is wrong"),
    "link_not_valid": (403, "The set-up link is not valid"),
    "not_permitted": (403, "The role may not do this"),
    "other_origin": (403, "The request came from another site"),
    "device_not_allowed": (403, "The key does not speak for this device"),
    "mode_refused": (403, "The mode of the readings is refused"),
    "not_found": (404, "There is no such thing"),
    "unknown_alarm": (404, "There is no such alarm"),
    "unknown_bed": (404, "There is no such bed"),
    "unknown_device": (404, "There is no such device"),
    "unknown_patient": (404, "There is no such patient"),
    "unknown_rule": (404, "There is no such rule with a limit"),
    "unknown_session": (404, "There is no such session"),
    "unknown_check": (404, "There is no such check to tick off"),
    "unknown_dose": (404, "There is no such dose"),
    "unknown_event": (404, "There is no such adverse event"),
    "unknown_user": (404, "There is no such user"),
    "method_not_allowed": (405, "The method is not allowed here"),
    "worsened": (409, "The alarm has worsened since"),
    "not_shelvable": (409, "The alarm cannot be shelved"),
    "not_held": (409, "The alarm is not held"),
    "bed_taken": (409, "The bed exists already"),
    "bed_in_use": (409, "The bed has an open session"),
    "same_bed": (409, "The session is at that bed already"),
    "wrong_patient": (409, "It is another patient's session"),
    "device_elsewhere": (409, "The device is at another bed"),
    "device_taken": (409, "The device exists already"),
    "user_taken": (409, "The user exists already"),
    "patient_in_session": (409, "The patient is in an open session"),
    "session_closed": (409, "The session is closed"),
    "nothing_proposed": (409, "Nothing waits for a second person"),
    "wrong_protocol": (409, "The protocol is another one"),
    "wrong_phase": (409, "The session can't be in that phase now"),
    "wrong_order": (409, "Something later was told already"),
    "not_checked_in": (409, "The patient is not checked in"),
    "dosed_already": (409, "The first dose is in already"),
    "gate_not_met": (409, "The start gate stands against it"),
    "gate_met": (409, "Nothing stands against the first dose"),
    "dose_running": (409, "An infusion runs"),
    "dose_over": (409, "The dose is over"),
    "dose_paused": (409, "The infusion stands still"),
    "dose_not_paused": (409, "The infusion runs"),
    "too_many_doses": (409, "The protocol has no more doses"),
    "too_soon": (409, "It is too soon"),
    "event_over": (409, "The adverse event is over"),
    "nothing_to_correct": (409, "There is nothing of the kind to correct"),
    "criteria_unmet": (409, "Discharge criteria are not met"),
    "alarms_active": (409, "An alarm is active"),
    "same_person": (409, "A second person must confirm it"),
    "too_large": (413, "The body is too large"),
    "too_many_readings": (413, "There are too many readings"),
    "bad_request": (422, "The request is not understood"),
    "bad_duration": (422, "The time is not within its bounds"),
    "bad_limit": (422, "The limit cannot be used"),
    "bad_name": (422, "The name cannot be used"),
    "bad_password": (422, "The password cannot be used"),
    "bad_phase": (422, "There is no such phase"),
    "unknown_role": (422, "There is no such role"),
    "reason_needed": (422, "A reason is needed"),
    "bad_dose": (422, "The dose can't be given so"),
    "dose_too_high": (422, "The dose is too high"),
    "bad_observation": (422, "That is no observation of that scale"),
    "identify_twice": (422, "The patient must be identified twice"),
    "check_weight": (422, "The weight needs another look"),
    "in_the_future": (422, "The time is yet to come"),
    "before_session": (422, "The time is before the session"),
    "to_needed": (422, "A name is needed"),
    "what_needed": (422, "A name for it is needed"),
    "value_needed": (422, "Words are needed"),
    "patient_needed": (422, "A label for the patient is needed"),
    "unknown_protocol": (422, "There is no such protocol"),
    "too_fast": (429, "Too many requests"),
    "too_many_tries": (429, "Too many tries"),
    "too_many_sign_ins": (429, "Too many sign in at once"),
    "internal": (500, "Something broke inside"),
    "not_recorded": (503, "It could not be recorded"),
    "not_readable": (503, "What was recorded cannot be read now"),
    "stopping": (503, "The server is starting or stopping"),
    "busy": (503, "Too much is waiting"),
}
"""The codes with a status of their own; another refusal names its status, or is 422. No code changes its meaning."""

KNOWN = ("sign_in_needed", "unknown_token", "not_permitted")
"""What any route with a permission can refuse with."""

BODY = ("not_json", "other_origin", "too_large", "not_recorded", "stopping")
"""What any route that takes a body and changes something can refuse with."""

READS = ("not_readable",)
"""What any route that reads what was recorded can refuse with."""

RETRY_AFTER = {"retry-after": "1"}

CODE_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Problem(BaseModel):
    """Why a request was not done: `field` names what to change and `hint` how; `alarm` is the newer one of a 409."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    field: str | None = None
    hint: str | None = None
    alarm: dict[str, Any] | None = None


@dataclass(slots=True, eq=False)
class Trouble(Exception):
    """A refusal of the web's own, with a code of the table."""

    code: str
    detail: str
    field: str = ""
    hint: str = ""
    headers: Mapping[str, str] | None = None
    alarm: Mapping[str, Any] | None = None
    status: int = 422


def status_of(code: str) -> int:
    """The HTTP status of a code."""
    return TABLE.get(code, (422, ""))[0]


def problem(trouble: Trouble) -> JSONResponse:
    """The answer that tells a trouble; what does not apply is left out."""
    status, title = TABLE.get(trouble.code, (trouble.status, "The request is refused"))
    body: dict[str, Any] = {
        "type": TYPE + trouble.code, "title": title, "status": status, "code": trouble.code, "detail": trouble.detail,
    }
    more = {"field": trouble.field, "hint": trouble.hint, "alarm": trouble.alarm}
    body |= {name: value for name, value in more.items() if value}
    body["detail"] = trouble.detail.encode("utf-8", "replace").decode()
    if trouble.field:
        body["field"] = trouble.field.encode("utf-8", "replace").decode()
    return JSONResponse(body, status, dict(trouble.headers or {}), media_type=MEDIA_TYPE)


def answers(*codes: str) -> dict[int | str, dict[str, Any]]:
    """What a route's OpenAPI says of its refusals: each status with the codes it can carry."""
    by_status: dict[int | str, list[str]] = {}
    for code in sorted({*codes, "bad_request"}):
        by_status.setdefault(status_of(code), []).append(code)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": f"{http.HTTPStatus(int(status)).phrase}: {', '.join(one)}", "content": content}
        for status, one in by_status.items()
    }


def install(app: FastAPI) -> None:
    """Makes every error of an application a problem+json."""
    app.add_exception_handler(Trouble, _trouble)  # type: ignore[arg-type]  # a denied handshake has no answer
    app.add_exception_handler(Refused, _refused)  # type: ignore[arg-type]  # likewise
    app.add_exception_handler(JournalError, _not_readable)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)


async def _trouble(request: Request, trouble: Exception) -> Response | None:
    assert isinstance(trouble, Trouble)
    return await _told(request, problem(trouble))


async def _refused(request: Request, refused: Exception) -> Response | None:
    assert isinstance(refused, Refused)
    headers = RETRY_AFTER if refused.status in (429, 503) else None
    trouble = Trouble(refused.code, refused.message, refused.field, refused.hint, headers, status=refused.status)
    return await _told(request, problem(trouble))


async def _not_readable(request: Request, failed: Exception) -> JSONResponse:
    """Recording has its own answers, so what gets here failed to read."""
    structlog.get_logger(__name__).error("journal.unreadable", path=_route(request), why=str(failed))
    return problem(Trouble(
        "not_readable", "the journal cannot be read at this moment; the log has the reason",
        hint="try again; the board does not need it", headers=RETRY_AFTER,
    ))


def _route(request: Request) -> str:
    """The path as the route has it: what stands in it may be a patient's label, which no log may have."""
    return str(getattr(request.scope.get("route"), "path", ""))


async def _told(connection: HTTPConnection, answer: Response) -> Response | None:
    """The answer; a WebSocket's handshake is denied with it instead."""
    if isinstance(connection, WebSocket):
        await connection.send_denial_response(answer)
        return None
    return answer


async def _not_understood(_request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, RequestValidationError)
    return problem(understood(wrong.errors()))


def understood(errors: Sequence[Mapping[str, Any]]) -> Trouble:
    """The trouble that names the first wrong field of pydantic's findings, and counts the others."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return Trouble("not_json", "the body is not JSON", hint="send application/json")
    place, *path = [str(part) for part in first["loc"]] or ["body"]
    field = ".".join(path) or place
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    text = str(first["msg"]).removeprefix("Value error, ")
    hint = "leave it out" if first["type"] == "extra_forbidden" else ""
    return Trouble("bad_request", f"{field}: {text}{more}", field, hint)


async def _http(_request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, HTTPException)
    code = CODE_OF_STATUS.get(wrong.status_code, "bad_request" if wrong.status_code < 500 else "internal")
    return problem(Trouble(code, str(wrong.detail), headers=wrong.headers))


async def _broken(request: Request, wrong: Exception) -> JSONResponse:
    structlog.get_logger(__name__).error(
        "request.broken", path=_route(request), method=request.method, kind=type(wrong).__name__, exc_info=wrong,
    )
    return problem(Trouble("internal", "something broke inside; the log has the reason"))
