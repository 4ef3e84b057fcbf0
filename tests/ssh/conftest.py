"""An sshd, users and a shared workspace, made for these tests and removed after them."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from host import Host, the_host
from line import Line, Server


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    yield from the_host()


@pytest.fixture(scope="session")
def server(host: Host) -> Iterator[Server]:
    server = Server(host)
    yield server
    server.close()


@pytest.fixture(scope="session")
def _bridge(host: Host) -> Path:
    """A workspace with a milestone, so that the roll-up has something to go into."""
    folder = host.shared("bridge")
    for words in (("plan", "node", "add", "1", "Deck"), ("plan", "node", "add", "1.1", "Spans"),
                  ("plan", "node", "add", "1.1.1", "Span 17"),
                  ("milestone", "add", "Deck ready", "--gate", "1", "--baseline", "2030-01-01")):  # fmt: skip
        host.good(host.pm, "-w", str(folder), *words)
    host.good(host.driver, "-w", str(folder), "add", "Weld span 17 焊接", "--wp", "1.1.1")
    return folder


@pytest.fixture
def folder(host: Host, _bridge: Path) -> Path:
    """A copy of it for one test, so that it does not matter what was done in another."""
    folder = host.base / f"bridge{len(os.listdir(host.base))}"
    subprocess.run(["cp", "-a", _bridge, folder], check=True)
    return folder


@pytest.fixture
def line(server: Server) -> Iterator[Callable[..., Line]]:
    """Connect; cut after the test."""
    lines: list[Line] = []

    def connect(*words: str, **options: object) -> Line:
        lines.append(Line(server, *words, **options))  # type: ignore[arg-type]
        return lines[-1]

    yield connect
    for one in lines:
        one.cut()
