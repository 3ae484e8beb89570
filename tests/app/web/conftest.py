"""A running server for the web's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.app.web.server import Server, running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server in test mode with one person of each role."""
    async with running() as one:
        yield one
