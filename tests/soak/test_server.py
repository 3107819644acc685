"""What the soak does about its own server."""

import os
import signal
from pathlib import Path
from time import sleep

from soak.server import Server


def test_a_server_that_has_ended_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    """Nobody can ask it any more what it applied."""
    with Server(tmp_path) as server:
        os.kill(_pid_of(server), signal.SIGKILL)
        assert "ended by itself" in _awaited_fault(server)
        assert server.applied() == ()


def test_a_server_that_runs_has_no_fault(tmp_path: Path) -> None:
    """And says what it applied."""
    with Server(tmp_path) as server:
        assert (server.fault, server.applied()) == (None, ())


def _pid_of(server: Server) -> int:
    assert server.pid is not None
    return server.pid


def _awaited_fault(server: Server) -> str:
    while (fault := server.fault) is None:
        sleep(0.01)
    return fault
