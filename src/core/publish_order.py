"""What a publish is asked for, beside the server."""

from typing import TypedDict

from attrs import field, frozen
from returns.result import Failure, Result, Success

LONGEST_TIMEOUT = 86_400.0
"""Seconds: a day. What is much longer, the system's clocks cannot count."""


@frozen
class UnusableTimeout:
    """The time to wait is not above zero, or longer than `LONGEST_TIMEOUT`; a deadline is such a time too."""

    seconds: float


class PublishOptions(TypedDict, total=False):
    """The same as keyword arguments, each of which may be left out: see `PublishOrder`."""

    auth_token: str | None
    require_route: bool
    allow_foreign: bool
    allow_shrink: bool
    trust_server: bool
    timeout_seconds: float
    deadline_seconds: float


@frozen(kw_only=True)
class PublishOrder:
    """How to publish.

    Attributes:
        auth_token: goes before the tokens of the credentials file; not printed.
        require_route: fail with `RouteRequired` where the route cannot be derived, and send nothing. Otherwise both
            routing fields are null then, and the receipt says why.
        allow_foreign: publish issues of another project or workspace too, and say how many they are.
        allow_shrink: publish a snapshot that lost more than half of its issues too.
        trust_server: send a token of the credentials file to another server than the one that it is for.
        timeout_seconds: for connecting, and for each wait for the server.
        deadline_seconds: for all attempts and the pauses between them.
    """

    auth_token: str | None = field(default=None, repr=False)
    require_route: bool = False
    allow_foreign: bool = False
    allow_shrink: bool = False
    trust_server: bool = False
    timeout_seconds: float = 10.0
    deadline_seconds: float = 60.0


def in_time(order: PublishOrder) -> Result[PublishOrder, UnusableTimeout]:
    """Let *order* pass if its times can be kept."""
    for seconds in (order.timeout_seconds, order.deadline_seconds):
        if not 0 < seconds <= LONGEST_TIMEOUT:
            return Failure(UnusableTimeout(seconds))
    return Success(order)
