"""What the service manager hears, over a real socket of its kind."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.patience import FOREVER
from trackpost.shell.telemetry.service_manager import ServiceManager, service_manager


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """Listen as systemd does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address)
        channel.settimeout(FOREVER)
        yield channel


def said_by(manager: ServiceManager) -> None:
    """Say all that a program can say."""
    manager.ready("30 projects")
    manager.alive("28 projects are up to date")
    manager.stopping()


HEARD = [b"READY=1\nSTATUS=30 projects", b"WATCHDOG=1\nSTATUS=28 projects are up to date", b"STOPPING=1"]


def test_a_socket_in_the_file_system() -> None:
    """Each call is one datagram."""
    with TemporaryDirectory() as folder, listening(path := str(Path(folder) / "notify")) as channel:  # a short path
        said_by(service_manager({"NOTIFY_SOCKET": path}))
        assert [channel.recv(1024) for _ in HEARD] == HEARD


def test_an_abstract_socket() -> None:
    """Its name begins with a zero byte, which the variable writes as ``@``."""
    name = f"trackpost-test-{os.getpid()}"
    with listening(f"\0{name}") as channel:
        said_by(service_manager({"NOTIFY_SOCKET": f"@{name}"}))
        assert [channel.recv(1024) for _ in HEARD] == HEARD


def test_nobody_listens(tmp_path: Path) -> None:
    """The program goes on."""
    said_by(service_manager({"NOTIFY_SOCKET": str(tmp_path / "absent")}))
    said_by(service_manager({}))
