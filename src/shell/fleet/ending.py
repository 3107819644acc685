"""How a job ends, and which credentials its hosts have accepted by then."""

from collections.abc import Callable

from attrs import field, frozen

from ...core.delivery.receipt import Receipt, Unchanged
from ...core.fleet.outcome import Credential, Ended, Published, Tried
from .failures import Hosts
from .gates import never


@frozen
class Finished:
    """How a job ended.

    Attributes:
        tried: its outcome.
        accepted: the credentials that their hosts have accepted.
        is_outdated: says whether others have written meanwhile what it may not have read.
    """

    tried: Tried
    accepted: tuple[Credential, ...] = ()
    is_outdated: Callable[[], bool] = field(default=never, eq=False)


def finished(sent: Receipt | Unchanged, hosts: Hosts) -> Finished:
    """Return the end of a job that went well. Where nothing was sent, the server has not seen its token."""
    match sent:
        case Unchanged():
            return Finished(_published(sent, "unchanged"), (hosts.tracker,))
        case Receipt(replayed=replayed):
            return Finished(_published(sent, "replayed" if replayed else "delivered"), hosts.both)


def _published(sent: Receipt | Unchanged, word: Ended) -> Published:
    return Published(word=word, idempotency_key=sent.idempotency_key, route=sent.routing.value_or(None))
