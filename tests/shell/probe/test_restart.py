"""A server that is restarted during a probe."""

from pathlib import Path

from attrs import evolve

from tests.shell.probe.restarted import Restarted
from tests.shell.probe.sabotage import Burning
from tests.shell.probe.servers import findings, order, reviewed
from tests.support.broken_server import Sabotage, honest
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable
from trackpost.shell.probe.run import Hooks


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
