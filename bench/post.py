"""Server CPU for a post of 5 readings: the product beside a bare ASGI app and a FastAPI + pydantic route, in one run.

Three servers on loopback, one client with raw keep-alive sockets. The servers take turns, so that whatever else the
machine does falls on all of them. CPU is that of the server's process alone, kernel time included.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.report import machine, table, tell
from tests.program import ROOT, Ward, environment

ROUNDS = 3
POSTS = 3_000
CONNECTIONS = (1, 8)
VITALS = (("heart_rate", 72), ("spo2", 97), ("systolic", 121), ("diastolic", 78), ("mean", 92))


@dataclass(slots=True)
class Server:
    """A server to measure; `cpu` holds microseconds a post, by number of connections."""

    name: str
    pid: int
    port: int
    key: str = "none"
    sequence: int = 0
    cpu: dict[int, list[float]] = field(default_factory=dict)

    def request(self) -> bytes:
        """The next post of 5 readings."""
        self.sequence += 1
        readings = [{"vital": vital, "value": value, "sequence": self.sequence} for vital, value in VITALS]
        body = json.dumps({"device": "m1", "readings": readings}).encode()
        head = (
            f"POST /v1/readings HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def cpu_seconds(self) -> float:
        """CPU time that the process has used, to the nanosecond (Linux: the CPU clock of another process)."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def measure(self, connections: int, posts: int) -> None:
        """Posts over this many connections at once and notes the CPU a post."""
        with ExitStack() as stack:
            address = ("127.0.0.1", self.port)
            wires = [stack.enter_context(socket.create_connection(address, timeout=30)) for _ in range(connections)]
            before = self.cpu_seconds()
            for _ in range(posts // connections):
                for wire in wires:
                    wire.sendall(self.request())
                for wire in wires:
                    expect_202(wire)
            spent = self.cpu_seconds() - before
        self.cpu.setdefault(connections, []).append(spent / posts * 1e6)


def expect_202(wire: socket.socket) -> None:
    """Reads one whole answer, which must be 202."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += received(wire)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 202"):
        sys.exit(f"a server answered {head.splitlines()[0].decode()}: {body[:200].decode()}")
    length = next(int(line.split(b":")[1]) for line in head.lower().splitlines() if line.startswith(b"content-length"))
    while len(body) < length:
        body += received(wire)


def received(wire: socket.socket) -> bytes:
    """What has come in; ends the run when the server hung up."""
    part = wire.recv(65_536)
    if not part:
        sys.exit("a server closed the connection")
    return part


@contextmanager
def plain(name: str, module: str) -> Iterator[Server]:
    """One of the two servers to compare with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--no-access-log", "--log-level", "error"]
    uvicorn = [sys.executable, "-m", "uvicorn", f"{module}:app", *options]
    process = subprocess.Popen(uvicorn, cwd=ROOT, env=environment())
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield Server(name, process.pid, port)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def product(folder: str) -> Iterator[Server]:
    """The real server: it records durably and judges too."""
    ward = Ward(Path(folder)).provision({"m1": "C1"}).start()
    try:
        assert ward.process is not None
        yield Server("infusion-watch", ward.process.pid, int(ward.url.rsplit(":", 1)[1]), ward.keys["m1"])
    finally:
        ward.kill()


def main() -> None:
    """Runs the rounds and tells the medians, each beside the bare app's."""
    posts = 500 if "--quick" in sys.argv else POSTS
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = [
            stack.enter_context(plain("bare ASGI app", "bench.bare")),
            stack.enter_context(product(folder)),
            stack.enter_context(plain("FastAPI + pydantic route", "bench.validated")),
        ]
        for server in servers:
            server.measure(1, 200)
            server.cpu.clear()
        for _ in range(ROUNDS):
            for connections in CONNECTIONS:
                for server in servers:
                    server.measure(connections, posts)
    tell("post", f"{as_table(servers)}\n\n{ROUNDS} x {posts} posts of 5 readings each, medians. {machine()}")


def as_table(servers: list[Server]) -> str:
    """Microseconds of server CPU a post and the ratio to the bare app, for each number of connections."""
    head = ["server", *(f"CPU a post, {number} connection{'s'[: number - 1]}" for number in CONNECTIONS)]
    least = {number: statistics.median(servers[0].cpu[number]) for number in CONNECTIONS}
    rows = []
    for server in servers:
        medians = {number: statistics.median(server.cpu[number]) for number in CONNECTIONS}
        rows.append([server.name, *(f"{cpu:.0f} µs ({cpu / least[number]:.1f} x)" for number, cpu in medians.items())])
    return table(head, rows)


if __name__ == "__main__":
    main()
