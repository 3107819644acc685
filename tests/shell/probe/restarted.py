"""A server that a probe can restart."""

from contextlib import ExitStack
from pathlib import Path

from attrs import define, field

from tests.shell.probe.servers import accounts
from tests.support.broken_server import BrokenServer, Sabotage, mounted
from trackpost.shell.server.server import listen, served


@define
class Restarted:
    """A server that can be restarted on its port.

    Args:
        folder: where it keeps what it received; None keeps it in memory.
        sabotage: what is wrong with it.
    """

    folder: Path | None
    sabotage: Sabotage
    _running: ExitStack = field(factory=ExitStack, init=False)
    _port: int = field(default=0, init=False)

    def start(self) -> str:
        """Start it, and return its URL."""
        app = BrokenServer(self._running.enter_context(accounts(self.folder)), self.sabotage)
        url = self._running.enter_context(served(mounted(app), listen(self._port).unwrap()))
        self._port = int(url.rpartition(":")[2])
        return url

    def restart(self) -> bool:
        """Stop it, and start it again."""
        self.stop()
        self.start()
        return True

    def stop(self) -> None:
        """Stop it."""
        self._running.close()
