"""Publish the snapshot of a project."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect, combined
from ...core.delivery.endpoint import Endpoint
from ...core.delivery.ledger import Ledger, LedgerFault, OpenTarget, Past, Target, target_of
from ...core.delivery.publish import Preview, Progress, PublishOrder, PublishRequest
from ...core.delivery.receipt import (
    PrepareError,
    PublishError,
    PublishInterrupted,
    Receipt,
    Undelivered,
    conclude,
)
from ...core.delivery.retry import Outcome
from ...core.delivery.token import check_token_server, choose_token
from ...core.delivery.verdict import EffectUnknown, Interrupted, Replayed, Unreachable
from ...core.errors import CacheFault, NoRoom, Problem
from ...core.issues.filing import checkpoint_keys
from ...core.result import sealed
from ...core.routing.pin import Routing, demand_route
from ...core.routing.route import ResourceRoute
from ...core.snapshot.body import Reading, header_of
from ...core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, refuse_shrunken
from ...core.snapshot.packing import BodyBuilder, PackedSnapshot, packed_by, with_fresh_key, with_next_key
from ..clock import Clock
from ..delivery.attempts import Limits, Post, deliver
from ..delivery.progress import OnProgress, ReportedBody, reported_chunks
from ..files.spool import spooled
from ..runtime import Runtime

if TYPE_CHECKING:
    from ..delivery.client import ClientSettings

_OLD_ANSWER = "the server repeated an old answer, and then could not be asked again"
_PastOf: TypeAlias = Callable[[ResourceRoute | None], Result[Past, LedgerFault]]


def pack(
    runtime: Runtime, routing: Routing, on_progress: OnProgress, *, allow_foreign: bool
) -> Result[PackedSnapshot, CacheFault | NoRoom | ForeignIssues]:
    """Build the snapshot of a project from its cache, read in one transaction.

    Args:
        runtime: the project.
        routing: its routing; without a route, both routing fields are null.
        on_progress: called after each chunk.
        allow_foreign: accept issues of another project or workspace.
    """
    binding = runtime.binding

    def use(reading: Reading) -> Result[PackedSnapshot, NoRoom | ForeignIssues]:
        builder = BodyBuilder(header_of(binding, routing.route.value_or(None)), reading, runtime.owns)
        return Result.do(
            packed_by(builder, routing.route, body, (*runtime.warnings, *_warnings(foreign)))
            for body in spooled(reported_chunks(builder, on_progress, reading.count))
            for foreign in builder.foreign.refuse(allow=allow_foreign)
        )

    return runtime.cache.read(binding.provider, checkpoint_keys(binding, runtime.credentials), use)


def _warnings(foreign: int) -> tuple[Problem, ...]:
    return (ForeignIssuesIncluded(foreign),) if foreign else ()


def ignore(_progress: Progress) -> None:
    """Report progress to nobody."""


@frozen(kw_only=True)
class _Session:
    """What the requests of one publish share.

    Attributes:
        target: the open target in the ledger.
        settings: the settings of the HTTP client.
        until: the deadline, by the monotonic clock.
        is_new: whether a replay under the key proves that the server is at the snapshot.
        before: the effect of earlier requests.
    """

    target: OpenTarget
    settings: "ClientSettings"
    until: float
    is_new: bool
    before: Effect = "none"


@frozen(kw_only=True)
class _Sent:
    """A request, and how its delivery ended."""

    request: PublishRequest
    outcome: Outcome

    @property
    def is_replayed(self) -> bool:
        """Whether the server replayed an answer, which may date from long ago."""
        return isinstance(self.outcome.verdict, Replayed)

    def followed_by(self, later: "_Sent") -> "_Sent":
        """Return *later*, counting the attempts of both; if it was not sent, the effect is unknown."""
        outcome = evolve(later.outcome, attempts=self.outcome.attempts + later.outcome.attempts)
        match outcome.verdict:
            case Unreachable(reason):
                return evolve(later, outcome=evolve(outcome, verdict=EffectUnknown(f"{_OLD_ANSWER}: {reason}")))
            case _:
                return evolve(later, outcome=outcome)


@frozen(kw_only=True)
class Publisher:
    """One publish of one project.

    Attributes:
        runtime: the project.
        order: how to publish.
        ledger: the record of earlier publishes.
        clock: the sources of time and randomness.
        environ: the environment, which names proxies and certificates.
        post: sends a request once; None for the HTTP transport.
        on_progress: called after each chunk that is built or sent.
    """

    runtime: Runtime
    order: PublishOrder
    ledger: Ledger
    clock: Clock
    environ: Mapping[str, str]
    post: Post | None = None
    on_progress: OnProgress

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return what would be sent to *endpoint*."""

        def past(route: ResourceRoute | None) -> Result[Past, LedgerFault]:
            return Success(Past()) if endpoint is None else self.ledger.past(self._target(endpoint), route)

        return self._prepared(endpoint, past).map(lambda prepared: prepared[0])

    def publish(self, endpoint: Endpoint) -> Result[Receipt, PublishError]:
        """Send the snapshot, and return a receipt or an error. Publishes to one target run one after the other.

        Raises:
            PublishInterrupted: the process was interrupted; the outcome is recorded first.
        """
        # Imported here, because httpx is the slowest import and previews do not need it.
        from ..delivery.client import client_settings  # noqa: PLC0415 - see above

        until = self.clock.monotonic() + self.order.deadline_seconds

        def use(target: OpenTarget) -> Result[Receipt, PublishError]:
            return Result.do(
                receipt
                for settings in client_settings(self.environ, endpoint.url)
                for ready, past in self._prepared(endpoint, target.past)
                for session in Success(
                    _Session(target=target, settings=settings, until=until, is_new=past.proves_replays)
                )
                for receipt in self._send(_request(endpoint, ready), session)
            )

        return self.ledger.open(self._target(endpoint), self.order.deadline_seconds, use)

    def _target(self, endpoint: Endpoint) -> Target:
        return target_of(endpoint.url, self.runtime.binding, self.runtime.folder_name)

    def _prepared(self, endpoint: Endpoint | None, past_of: _PastOf) -> Result[tuple[Preview, Past], PrepareError]:
        runtime, order = self.runtime, self.order
        return Result.do(
            (Preview(endpoint=endpoint, token=token, snapshot=_following(packed, past)), past)
            for confirmed in runtime.routing
            for routing in demand_route(confirmed, required=order.require_route)
            for chosen in choose_token(order.auth_token, runtime.binding.provider, runtime.credentials)
            for token in check_token_server(chosen, runtime.server, endpoint, order)
            for packed in pack(runtime, routing, self.on_progress, allow_foreign=order.allow_foreign)
            for past in past_of(routing.route.value_or(None))
            for _ in refuse_shrunken(past.issues, packed.issues, allow=order.allow_shrink)
        )

    def _send(self, request: PublishRequest, session: _Session) -> Result[Receipt, LedgerFault | Undelivered]:
        """Send *request*, and once more under a fresh key if the answer proves nothing."""
        return Result.do(
            receipt
            for sent in self._exchange(request, session)
            for final in (
                self._exchange_again(sent, session) if sent.is_replayed and not session.is_new else Success(sent)
            )
            for receipt in conclude(final.request, final.outcome)
        )

    def _exchange_again(self, sent: _Sent, session: _Session) -> Result[_Sent, LedgerFault]:
        fresh = evolve(sent.request, snapshot=with_fresh_key(sent.request.snapshot, self.clock.nonce()))
        return self._exchange(fresh, evolve(session, is_new=True, before="unknown")).map(sent.followed_by)

    def _exchange(self, request: PublishRequest, session: _Session) -> Result[_Sent, LedgerFault]:
        """Record *request*, deliver it, and record the outcome."""
        return Result.do(
            _raise_if_interrupted(_Sent(request=_with_warnings(request, warnings), outcome=outcome))
            for begun in session.target.begin(request.snapshot, self._now(), is_new=session.is_new)
            for outcome in Success(self._deliver(request, session, combined(session.before, begun.effect)))
            for warnings in Success((*begun.warnings, *session.target.conclude(begun, outcome, self._now())))
        )

    def _deliver(self, request: PublishRequest, session: _Session, before: Effect) -> Outcome:
        from ..delivery.transport import connection_to  # noqa: PLC0415 - see above

        body = ReportedBody(request.snapshot.body, self.on_progress)
        with connection_to(session.settings, self.clock.now) as connection:
            return deliver(
                evolve(request, snapshot=evolve(request.snapshot, body=body)),
                self.post or connection.post,
                self.clock,
                Limits(wait=self.order.timeout_seconds, until=session.until),
                before,
            )

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="milliseconds")


def _following(packed: PackedSnapshot, past: Past) -> PackedSnapshot:
    return evolve(with_next_key(packed, past.last), warnings=(*packed.warnings, *past.warnings))


def _request(endpoint: Endpoint, ready: Preview) -> PublishRequest:
    return PublishRequest(endpoint=endpoint, token=ready.token, snapshot=ready.snapshot)


def _with_warnings(request: PublishRequest, warnings: tuple[Problem, ...]) -> PublishRequest:
    known = request.snapshot.warnings
    return evolve(request, snapshot=evolve(request.snapshot, warnings=tuple(dict.fromkeys([*known, *warnings]))))


def _raise_if_interrupted(sent: _Sent) -> _Sent:
    match sealed(conclude(sent.request, sent.outcome)):
        case Failure(Undelivered(verdict=Interrupted()) as error):
            raise PublishInterrupted(error)
        case _:
            return sent
