"""The statements that a soak checks, each with the words of the document that makes it. Pure."""

from . import attempts, order, said
from .ruling import Statement

_DELIVERY = "docs/explanation/delivery.md"
_COMMAND_LINE = "docs/reference/command-line.md"

STATEMENTS: tuple[Statement, ...] = (
    Statement("the effect is applied", _DELIVERY, "the server answered that it has this snapshot", said.applied),
    Statement("the effect is none", _DELIVERY, "no attempt can have been accepted", said.no_effect),
    Statement(
        "nothing was sent",
        _DELIVERY,
        "trackpost says “nothing was sent” only if no part of the request can have been sent in any attempt",
        said.unreachable,
    ),
    Statement("one snapshot of the cache", _DELIVERY, "trackpost reads the snapshot in one transaction", said.content),
    Statement("the exit status agrees", _COMMAND_LINE, "## Exit status", said.exit_status),
    Statement(
        "ends by its deadline", _DELIVERY, "A publish ends by its deadline, whatever the server does", said.deadline
    ),
    Statement("no token, no traceback", _DELIVERY, "No token is shown in output", said.output),
    Statement(
        "the same bytes and key",
        _DELIVERY,
        "Every attempt sends the bytes that were hashed, under the same key",
        attempts.same_bytes,
    ),
    Statement("only temporary failures", _DELIVERY, "Only temporary failures are tried again", attempts.only_temporary),
    Statement("Retry-After is obeyed", _DELIVERY, "`Retry-After` is obeyed in full", attempts.retry_after),
    Statement(
        "recorded before it is sent", _DELIVERY, "the record is on the disk before the request is sent", order.recorded
    ),
    Statement("what arrived is there", _DELIVERY, "an edit is applied, and so is content that comes back", order.wins),
    Statement("unchanged content once", _DELIVERY, "Unchanged content is applied once", order.once),
    Statement("the last publish wins", _DELIVERY, "nothing is applied twice, and the last publish wins", order.last),
)
