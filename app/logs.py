"""Structured logs on standard error, as JSON or for people; a patient's name never gets into one."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

PRIVATE = frozenset({"patient", "password", "token", "key", "cookie", "note", "authorization"})
"""What an event may carry by mistake and a log must not keep."""


def without_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces the values of private fields, one level of nesting included."""
    for name, value in event.items():
        if name in PRIVATE:
            event[name] = "(not logged)"
        elif isinstance(value, dict):
            event[name] = {inner: "(not logged)" if inner in PRIVATE else kept for inner, kept in value.items()}
    return event


def set_up(level: str, form: str, stream: TextIO | None = None) -> None:
    """Sends what structlog and the standard library's loggers say to `stream` (standard error), one event a line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_private,
    ]
    last: Processor = structlog.processors.JSONRenderer()
    if form == "console":
        last = structlog.dev.ConsoleRenderer(colors=False)
    keeping = logging.StreamHandler(stream or sys.stderr)
    keeping.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [keeping]
    root.setLevel(level.upper())
    for noisy in ("uvicorn", "httpx", "httpcore", "websockets", "alembic", "apprise", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
