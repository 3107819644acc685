"""The result of a publish: a receipt, or one of a closed set of errors."""

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, Problem, sentence
from ..issues.cache_faults import CacheFault
from ..issues.incomplete import IncompleteCache
from ..project.binding import RuntimeFault
from ..project.consent import EgressRefused
from ..project.faults import NoRoom, UnusableEnvironment
from ..project.secret_faults import SecretFault
from ..routing.pin import RouteDrift, RouteRequired
from ..routing.route import ResourceRoute, RoutingError
from ..snapshot.guards import ForeignIssues, SnapshotShrank
from ..snapshot.idempotency import Digest, IdempotencyKey, next_key
from ..snapshot.packing import PackedSnapshot
from .answer import Answer
from .effect import Effect
from .endpoint import Endpoint, ServerUrlError
from .ledger import Past
from .ledger_faults import AnotherPublish, LedgerFault
from .publish import PublishRequest, UnusableTimeout
from .retry import Outcome
from .shared_ledger import LedgerChoiceFault
from .token import TokenError, TokenOfAnotherServer, another_token
from .verdict import Delivered, NotAllowed, Refusal, Replayed, in_words

if TYPE_CHECKING:  # few publishes may skip anything
    from ..snapshot.memo import Memo


class Receipt(Struct, frozen=True, kw_only=True):
    """A publish that the server accepted.

    Attributes:
        endpoint: the URL of the server.
        status_code: the HTTP status, 200 to 299.
        body: the JSON value of the answer; None if the answer is empty.
        replayed: whether the server had accepted this snapshot before.
        idempotency_key: 64 hex digits.
        digest: SHA-256 of the body that was sent.
        issues: the number of issues sent.
        mappings: the number of work-package links sent.
        bytes: the length of the body that was sent.
        routing: the route, or why both routing fields were null.
        warnings: things to know, although the publish succeeded.
        attempts: the number of requests.
    """

    endpoint: str
    status_code: int
    body: object
    replayed: bool
    idempotency_key: IdempotencyKey
    digest: Digest
    issues: int
    mappings: int
    bytes: int
    routing: Result[ResourceRoute, RoutingError]
    warnings: tuple[Problem, ...] = ()
    attempts: int = 1


class Undelivered(Struct, frozen=True):
    """The request did not arrive, or it is unknown whether it arrived.

    Attributes:
        request: the request.
        verdict: the verdict that counts.
        effect: the effect of all attempts, ``none`` or ``unknown``.
        attempts: the number of requests made.
        retry_at: when the server asks to try again, ISO 8601; None if it did not say.
    """

    request: PublishRequest
    verdict: Refusal
    effect: Effect
    attempts: int = 1
    retry_at: str | None = None

    @property
    def category(self) -> Category:
        """The category of the verdict."""
        return self.verdict.category

    @sentence
    def message(self) -> str:
        token, url = self.request.token, self.request.endpoint.url
        match self.verdict:
            case NotAllowed(answer) if token is None and not answer.is_web_page:
                return f"the server requires a token{answer.quoted}, and none was sent; give one with --auth-token"
            case NotAllowed() as refused if token is not None:
                return in_words(refused, self.effect, url, another_token(token.source))
            case verdict:
                return in_words(verdict, self.effect, url)


class Unchanged(Struct, frozen=True, kw_only=True):
    """A publish that sent nothing, because the last snapshot was the same and the server accepted it.

    The attributes are those of `Receipt`, as far as they are known without an answer.
    """

    endpoint: str
    idempotency_key: IdempotencyKey
    digest: Digest
    issues: int
    mappings: int
    bytes: int
    routing: Result[ResourceRoute, RoutingError]
    warnings: tuple[Problem, ...] = ()


PrepareError: TypeAlias = (
    RuntimeFault
    | RouteDrift
    | RouteRequired
    | ServerUrlError
    | TokenError
    | TokenOfAnotherServer
    | SecretFault
    | CacheFault
    | NoRoom
    | IncompleteCache
    | ForeignIssues
    | SnapshotShrank
    | LedgerFault
    | LedgerChoiceFault
)
PublishError: TypeAlias = (
    PrepareError | EgressRefused | UnusableEnvironment | UnusableTimeout | AnotherPublish | Undelivered
)


def conclude(request: PublishRequest, outcome: Outcome) -> Result[Receipt, Undelivered]:
    """Turn the outcome of *request* into a receipt if it was accepted, otherwise into an error."""
    match outcome.verdict:
        case Delivered(answer):
            return Success(_receipt(request, answer, outcome.attempts, replayed=False))
        case Replayed(answer):
            return Success(_receipt(request, answer, outcome.attempts, replayed=True))
        case refusal:
            return Failure(Undelivered(request, refusal, outcome.effect, outcome.attempts, outcome.retry_at))


def unchanged(endpoint: Endpoint, snapshot: PackedSnapshot) -> Unchanged:
    """Return what is known of a snapshot that need not be sent to *endpoint*."""
    return Unchanged(
        endpoint=endpoint.url,
        idempotency_key=snapshot.idempotency_key,
        digest=snapshot.digest,
        issues=snapshot.issues,
        mappings=snapshot.mappings,
        bytes=len(snapshot.body),
        routing=snapshot.routing,
        warnings=snapshot.warnings,
    )


def still_there(
    endpoint: Endpoint,
    memo: "Memo",
    past: Past,
    routing: Result[ResourceRoute, RoutingError],
    warnings: tuple[Problem, ...],
) -> Unchanged:
    """Return what is known of a snapshot that need not even be built.

    Args:
        endpoint: the server that has it.
        memo: the snapshot.
        past: what the ledger knows; the snapshot is the last that it acknowledged.
        routing: the route, or why there is none.
        warnings: of the project's files and the ledger.
    """
    return Unchanged(
        endpoint=endpoint.url,
        idempotency_key=next_key(memo.digest, past.last),
        digest=memo.digest,
        issues=memo.issues,
        mappings=memo.mappings,
        bytes=memo.bytes,
        routing=routing,
        warnings=warnings,
    )


def _receipt(request: PublishRequest, answer: Answer, attempts: int, *, replayed: bool) -> Receipt:
    snapshot = request.snapshot
    return Receipt(
        endpoint=request.endpoint.url,
        status_code=answer.status_code,
        body=answer.body,
        replayed=replayed,
        idempotency_key=snapshot.idempotency_key,
        digest=snapshot.digest,
        issues=snapshot.issues,
        mappings=snapshot.mappings,
        bytes=len(snapshot.body),
        routing=snapshot.routing,
        warnings=snapshot.warnings,
        attempts=attempts,
    )


class PublishInterrupted(KeyboardInterrupt):
    """A publish was interrupted, and its outcome is recorded.

    Attributes:
        error: the request, and whether it may have arrived.
    """

    def __init__(self, error: Undelivered) -> None:
        super().__init__(error.message)
        self.error = error
