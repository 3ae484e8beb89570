"""Logs: one JSON object a line, without what is private."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the logs of one test go; everything is as before afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    written = io.StringIO()
    yield written
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def test_a_line_is_json_and_keeps_no_patient(stream: io.StringIO) -> None:
    logs.set_up("info", "json", stream)
    structlog.get_logger("ward").info("opened", session="s1", patient="Mr Secret", request={"password": "Secret"})
    line = json.loads(stream.getvalue())
    assert line["event"] == "opened"
    assert line["session"] == "s1"
    assert "Secret" not in stream.getvalue()


def test_other_programs_loggers_come_the_same_way(stream: io.StringIO) -> None:
    logs.set_up("info", "json", stream)
    logging.getLogger("uvicorn.error").warning("odd %s", "thing")
    assert json.loads(stream.getvalue())["event"] == "odd thing"


def test_the_level_is_kept(stream: io.StringIO) -> None:
    logs.set_up("warning", "console", stream)
    structlog.get_logger("ward").info("quiet")
    structlog.get_logger("ward").warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()
