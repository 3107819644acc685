"""What the soak does about its own server."""

import os
import signal
from pathlib import Path
from time import sleep

from soak.server import Server


def test_a_server_that_has_ended_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    """Nobody can ask it any more what it applied."""
    with Server(tmp_path) as server:
        assert server.fault is None
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        while server.fault is None:
            sleep(0.01)
        assert "ended by itself" in server.fault
        assert server.applied() == ()
