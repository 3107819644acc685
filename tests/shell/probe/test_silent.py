"""A server that does not answer: the probe ends soon, and calls nothing broken that it has not seen."""

from attrs import evolve
from returns.result import Failure

from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.contract.probe.promise import NotObservable
from trackpost.core.contract.probe.table import matching
from trackpost.core.delivery.verdict import EffectUnknown
from trackpost.shell.probe.run import Hooks
from trackpost.shell.probe.start import ProbeOrder, ReadyProbe, prepare_probe

SILENT = Reply(holds=True)


def _ready(url: str) -> ReadyProbe:
    """Return a probe of the whole contract that waits a fifth of a second for each answer."""
    ready = prepare_probe(ProbeOrder(server_url=url, promises=matching(()), concurrency=2), environ={}).unwrap()
    return evolve(ready, asker=evolve(ready.asker, patience=0.2))


def test_a_server_that_never_answers() -> None:
    """The first request says so, and there is no second one."""
    with scripted(SILENT) as server:
        assert _ready(server.url).run(Hooks()) == Failure(EffectUnknown("timed out"))
    assert len(server.asked) == 1


def test_a_server_that_stops_answering() -> None:
    """After five steps in a row the rest is not observable."""
    with scripted(http(202, b"{}"), SILENT) as server:
        review = _ready(server.url).run(Hooks()).unwrap()
    assert len(server.asked) == 6
    left = [one for one in review.observed if one.finding == NotObservable("the server has stopped answering")]
    assert len(left) > len(review.observed) / 2
