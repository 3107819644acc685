"""A server that is restarted during a probe."""

from contextlib import ExitStack
from pathlib import Path

from attrs import define, evolve, field

from tests.shell.probe.sabotage import Burning
from tests.shell.probe.servers import accounts, findings, order, reviewed
from tests.support.broken_server import BrokenServer, Sabotage, honest, mounted
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable
from trackpost.shell.probe.run import Hooks
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


def _probed(
    folder: Path, data: Path | None, sabotage: Sabotage = honest, *, restarts: bool = True
) -> dict[str, Finding]:
    server = Restarted(data, sabotage)
    try:
        probe = evolve(order(server.start(), folder, "restart.*"), restarts=True)
        return dict(findings(reviewed(probe, Hooks(restart=server.restart if restarts else lambda: False))))
    finally:
        server.stop()


def test_a_server_that_remembers(tmp_path: Path) -> None:
    """It keeps all promises."""
    assert set(_probed(tmp_path, tmp_path).values()) == {Kept()}


def test_a_server_that_forgets(tmp_path: Path) -> None:
    """It applies a snapshot twice, and takes another body under a used key."""
    found = _probed(tmp_path, None)
    assert {name for name, finding in found.items() if isinstance(finding, Broken)} == {
        "restart.replayed",
        "restart.other-body",
    }


def test_a_server_that_blocks_keys(tmp_path: Path) -> None:
    """The key of a refused snapshot is used up."""
    found = _probed(tmp_path, tmp_path, Burning({400}))
    assert {name for name, finding in found.items() if isinstance(finding, Broken)} == {"restart.free"}


def test_nobody_restarts_the_server(tmp_path: Path) -> None:
    """Nothing is known then."""
    found = _probed(tmp_path, tmp_path, restarts=False)
    assert set(found.values()) == {NotObservable("nobody restarted the server")}
