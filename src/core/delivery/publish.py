"""What a publish is asked for, its request, and how far it has come."""

from typing import ClassVar, Literal, TypeAlias, TypedDict

from attrs import field, frozen
from returns.result import Failure, Result, Success

from .. import VERSION
from ..errors import Category, sentence
from ..parsing.secret import Secret
from ..snapshot.packing import PackedSnapshot
from .endpoint import Endpoint

LONGEST_TIMEOUT = 86_400.0
"""Seconds: a day. What is much longer, the system's clocks cannot count."""


@frozen
class UnusableTimeout:
    """The time to wait is not above zero, or longer than `LONGEST_TIMEOUT`; a deadline is such a time too."""

    seconds: float
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"timeout must be above 0 and at most {LONGEST_TIMEOUT:.0f} seconds, not {self.seconds}"


class PublishOptions(TypedDict, total=False):
    """How to publish, as keyword arguments, each of which may be left out.

    Attributes:
        auth_token: goes before the tokens of the credentials file.
        require_route: fail with `RouteRequired` where the route cannot be derived, and send nothing. Otherwise both
            routing fields are null then, and the receipt says why.
        allow_foreign: publish issues of another project or workspace too, and say how many they are.
        allow_shrink: publish a snapshot that lost more than half of its issues too.
        trust_server: send a token of the credentials file to another server than the one that it is for.
        timeout_seconds: for connecting, and for each wait for the server; by default 10.
        deadline_seconds: for all attempts and the pauses between them; by default 60.
    """

    auth_token: str | None
    require_route: bool
    allow_foreign: bool
    allow_shrink: bool
    trust_server: bool
    timeout_seconds: float
    deadline_seconds: float


@frozen(kw_only=True)
class PublishOrder:
    """The same with the defaults of what was left out; the token is not printed."""

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


@frozen(kw_only=True)
class PublishRequest:
    """One POST, complete.

    Attributes:
        endpoint: where it goes.
        token: for the ``Authorization`` header, which is left out where there is none.
        snapshot: what goes.
    """

    endpoint: Endpoint
    token: Secret | None
    snapshot: PackedSnapshot

    def headers(self) -> dict[str, str]:
        """Return the headers to send, the token among them, beside those that HTTP itself negotiates.

        This is the one place where a token is opened.
        """
        token = None if self.token is None else self.token.reveal()
        return {**_headers(self.snapshot, token), "Content-Length": str(len(self.snapshot.body))}

    def hide(self, text: str) -> str:
        """Return *text* with a mask in place of the token, which a server or an HTTP client may repeat."""
        return text if self.token is None else self.token.hide_in(text)


def shown_headers(snapshot: PackedSnapshot, token: Secret | None) -> dict[str, str]:
    """Return the headers as a person may see them: with the token masked, and without the length."""
    return _headers(snapshot, None if token is None else str(token))


def _headers(snapshot: PackedSnapshot, token: str | None) -> dict[str, str]:
    fixed = {
        "Content-Type": "application/json",
        "Idempotency-Key": snapshot.idempotency_key,
        "Accept": "application/json",
        "User-Agent": f"trackpost/{VERSION}",
    }
    return fixed if token is None else {**fixed, "Authorization": f"Bearer {token}"}


@frozen(kw_only=True)
class Preview:
    """What a publish would send.

    Attributes:
        endpoint: None where no server was named.
        token: None where there is none.
        snapshot: the body, its key and its counts.
    """

    endpoint: Endpoint | None
    token: Secret | None
    snapshot: PackedSnapshot


Doing: TypeAlias = Literal["built", "sent"]


@frozen(kw_only=True)
class Progress:
    """How far the body of a snapshot has come.

    Attributes:
        doing: first it is built, then it is sent, again at each attempt.
        bytes: so many are done.
        share: of the whole, from 0 to 1.
    """

    doing: Doing
    bytes: int
    share: float


def progress_in_words(progress: Progress, seconds: float) -> str:
    """Return bytes, rate and the time that is left, after so many *seconds* of what is being done.

    >>> progress_in_words(Progress(doing="sent", bytes=30_000_000, share=0.25), 2.0)
    '30.0 MB sent, 15.0 MB/s, 6 s left'
    """
    megabytes = progress.bytes / 1e6
    if not seconds or not progress.share:
        return f"{megabytes:.1f} MB {progress.doing}"
    left = seconds / progress.share - seconds
    return f"{megabytes:.1f} MB {progress.doing}, {megabytes / seconds:.1f} MB/s, {left:.0f} s left"
