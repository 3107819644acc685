"""How a job ends, and which credentials its hosts have accepted by then."""

from attrs import frozen

from ...core.delivery.receipt import Receipt, Unchanged
from ...core.fleet.outcome import Credential, Ended, Published, Tried
from .failures import Hosts


@frozen
class Finished:
    """How a job ended.

    Attributes:
        tried: its outcome.
        accepted: the credentials that their hosts have accepted.
    """

    tried: Tried
    accepted: tuple[Credential, ...] = ()


def finished(sent: Receipt | Unchanged, hosts: Hosts) -> Finished:
    """Return the end of a job that went well. Where nothing was sent, the server has not seen its token."""
    match sent:
        case Unchanged():
            return Finished(_published(sent, "unchanged"), (hosts.tracker,))
        case Receipt(replayed=replayed):
            return Finished(_published(sent, "replayed" if replayed else "delivered"), hosts.both)


def _published(sent: Receipt | Unchanged, word: Ended) -> Published:
    return Published(word=word, idempotency_key=sent.idempotency_key, route=sent.routing.value_or(None))
