"""Publishes the cache of one project."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect, both
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
from ...core.delivery.token import choose_token, keep_at_home
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
from ..delivery.progress import ReportedBody, Tell, told
from ..files.spool import spooled
from ..runtime import Runtime

_OLD_ANSWER = "the server repeated an old answer, and then could not be asked again"
_PastOf: TypeAlias = Callable[[ResourceRoute | None], Result[Past, LedgerFault]]


def pack(
    runtime: Runtime, routing: Routing, tell: Tell, *, allow_foreign: bool
) -> Result[PackedSnapshot, CacheFault | NoRoom | ForeignIssues]:
    """Return the snapshot of a project as its cache stands at one moment.

    Args:
        runtime: of the project.
        routing: of the project. A failed route becomes the contract's two nulls.
        tell: is told how far it has come.
        allow_foreign: let issues of another project or workspace pass.
    """
    binding = runtime.binding

    def use(reading: Reading) -> Result[PackedSnapshot, NoRoom | ForeignIssues]:
        builder = BodyBuilder(header_of(binding, routing.route.value_or(None)), reading, runtime.owns)
        return Result.do(
            packed_by(builder, routing.route, body, (*runtime.warnings, *_warnings(foreign)))
            for body in spooled(told(builder, tell, reading.count))
            for foreign in builder.foreign.refuse(allow=allow_foreign)
        )

    return runtime.cache.read(binding.provider, checkpoint_keys(binding, runtime.credentials), use)


def _warnings(foreign: int) -> tuple[Problem, ...]:
    return (ForeignIssuesIncluded(foreign),) if foreign else ()


def ignore(_progress: Progress) -> None:
    """Tell nobody how far it has come."""


@frozen(kw_only=True)
class _Way:
    """By what a request goes: an open target of the ledger, and the instant by which everything is over.

    Its key *is_new* if a replay under it proves something.
    """

    target: OpenTarget
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
        """The answer is of long ago, perhaps: the server may hold another snapshot by now."""
        return isinstance(self.outcome.verdict, Replayed)

    def followed_by(self, later: "_Sent") -> "_Sent":
        """Return *later* with the attempts of both; if it never left, this one did, and may have arrived long ago."""
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
        runtime: of the project.
        order: how to publish.
        ledger: what was put on the wire before.
        clock: what is waited by.
        post: sends a request once; None is the transport's own.
        tell: is told how far it has come.
    """

    runtime: Runtime
    order: PublishOrder
    ledger: Ledger
    clock: Clock
    post: Post | None = None
    tell: Tell

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return everything that would be sent to *endpoint*."""

        def past(route: ResourceRoute | None) -> Result[Past, LedgerFault]:
            return Success(Past()) if endpoint is None else self.ledger.past(self._target(endpoint), route)

        return self._prepared(endpoint, past).map(lambda prepared: prepared[0])

    def publish(self, endpoint: Endpoint) -> Result[Receipt, PublishError]:
        """Send it, and return what is known then. Publishes of one target go one after the other.

        Raises:
            PublishInterrupted: the process was told to stop; what is known by then is recorded.
        """
        until = self.clock.monotonic() + self.order.deadline_seconds

        def use(target: OpenTarget) -> Result[Receipt, PublishError]:
            return Result.do(
                receipt
                for ready, past in self._prepared(endpoint, target.past)
                for way in Success(_Way(target=target, until=until, is_new=past.proves_replays))
                for receipt in self._send(_request(endpoint, ready), way)
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
            for token in keep_at_home(chosen, runtime.server, endpoint, order)
            for packed in pack(runtime, routing, self.tell, allow_foreign=order.allow_foreign)
            for past in past_of(routing.route.value_or(None))
            for _ in refuse_shrunken(past.issues, packed.issues, allow=order.allow_shrink)
        )

    def _send(self, request: PublishRequest, way: _Way) -> Result[Receipt, LedgerFault | Undelivered]:
        """Send *request*, and once more under a fresh key if the answer to it proves nothing."""
        return Result.do(
            receipt
            for sent in self._exchange(request, way)
            for final in (self._exchange_again(sent, way) if sent.is_replayed and not way.is_new else Success(sent))
            for receipt in conclude(final.request, final.outcome)
        )

    def _exchange_again(self, sent: _Sent, way: _Way) -> Result[_Sent, LedgerFault]:
        fresh = evolve(sent.request, snapshot=with_fresh_key(sent.request.snapshot, self.clock.nonce()))
        return self._exchange(fresh, evolve(way, is_new=True, before="unknown")).map(sent.followed_by)

    def _exchange(self, request: PublishRequest, way: _Way) -> Result[_Sent, LedgerFault]:
        """Send *request* once it is recorded, and record how it ended."""
        return Result.do(
            _unless_interrupted(_Sent(request=_warned(request, lost), outcome=outcome))
            for begun in way.target.begin(request.snapshot, self._now(), is_new=way.is_new)
            for outcome in Success(self._deliver(request, both(way.before, begun.effect), way.until))
            for lost in Success((*begun.warnings, *way.target.conclude(begun, outcome, self._now())))
        )

    def _deliver(self, request: PublishRequest, before: Effect, until: float) -> Outcome:
        # Imported here, because httpx is the slowest import of all and previews do without it.
        from ..delivery.transport import connection_to  # noqa: PLC0415 - the reason stands above

        body = ReportedBody(request.snapshot.body, self.tell)
        with connection_to(request.endpoint) as connection:
            return deliver(
                evolve(request, snapshot=evolve(request.snapshot, body=body)),
                self.post or connection.post,
                self.clock,
                Limits(wait=self.order.timeout_seconds, until=until),
                before,
            )

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="milliseconds")


def _following(packed: PackedSnapshot, past: Past) -> PackedSnapshot:
    return evolve(with_next_key(packed, past.last), warnings=(*packed.warnings, *past.warnings))


def _request(endpoint: Endpoint, ready: Preview) -> PublishRequest:
    return PublishRequest(endpoint=endpoint, token=ready.token, snapshot=ready.snapshot)


def _warned(request: PublishRequest, warnings: tuple[Problem, ...]) -> PublishRequest:
    known = request.snapshot.warnings
    return evolve(request, snapshot=evolve(request.snapshot, warnings=tuple(dict.fromkeys([*known, *warnings]))))


def _unless_interrupted(sent: _Sent) -> _Sent:
    match sealed(conclude(sent.request, sent.outcome)):
        case Failure(Undelivered(verdict=Interrupted()) as error):
            raise PublishInterrupted(error)
        case _:
            return sent
