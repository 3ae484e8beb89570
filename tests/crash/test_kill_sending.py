"""`kill -9` between sending a notification and writing that down: it is sent again, under the same id."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import Ward, wait_for

pytestmark = pytest.mark.crash

CHANNEL = """
[[notify]]
name = "pager"
kind = "webhook"
url = "http://127.0.0.1:{port}/hook"
secret = "0123456789abcdef01234567"
levels = {{ high = 0 }}
"""


class Pager(ThreadingHTTPServer):
    """Takes messages, and answers only once `answering` is set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.got: list[dict[str, Any]] = []
        self.answering = threading.Event()


class Taking(BaseHTTPRequestHandler):
    """One message."""

    def do_POST(self) -> None:
        assert isinstance(self.server, Pager)
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        if self.server.answering.wait(60):
            self.send_response(204)
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def pager() -> Iterator[Pager]:
    """A receiver on this machine."""
    with Pager() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.answering.set()
        server.shutdown()


def test_what_was_sent_but_not_written_down_is_sent_again_with_its_id(tmp_path: Path, pager: Pager) -> None:
    (tmp_path / "infusion-watch.toml").write_text(CHANNEL.format(port=pager.server_port))
    ward = Ward(tmp_path, 20.0).provision({"m1": "C1"}).start()
    try:
        with httpx.Client(trust_env=False) as client:
            def alarmed() -> bool:
                ward.post(client, "m1", {"readings": [{"vital": "spo2", "value": 78}]})
                return bool(pager.got)

            wait_for(alarmed, 20, "the pager hears of the alarm")
        ward.kill()
        pager.answering.set()
        ward.start()
        wait_for(lambda: len(pager.got) > 1, 20, "the pager hears of it again")
    finally:
        ward.kill()
    first, second = pager.got[:2]
    assert first == second
    assert (first["alarm"], first["what"], first["priority"]) == ("s1.spo2.low.1", "on", "high")
