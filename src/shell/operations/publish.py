"""Publishes the cache of one project."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen
from returns.result import Result, Success

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.ledger import Ledger, LedgerFault, OpenTarget, Past, Target, target_of
from ...core.delivery.publish import Preview, Progress, PublishOrder, PublishRequest
from ...core.delivery.receipt import PrepareError, PublishError, Receipt, Undelivered, conclude
from ...core.delivery.retry import Outcome
from ...core.delivery.token import choose_token, keep_at_home
from ...core.errors import CacheFault, NoRoom, Problem
from ...core.issues.filing import checkpoint_keys
from ...core.routing.pin import Routing, demand_route
from ...core.routing.route import ResourceRoute
from ...core.snapshot.body import Reading, header_of
from ...core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, refuse_shrunken
from ...core.snapshot.packing import BodyBuilder, PackedSnapshot, packed_by, with_next_key
from ..clock import Clock
from ..delivery.attempts import Post, deliver
from ..delivery.progress import ReportedBody, Tell, told
from ..files.spool import spooled
from ..runtime import Runtime

if TYPE_CHECKING:
    from ..delivery.client import ClientSettings

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
class Publisher:
    """One publish of one project.

    Attributes:
        runtime: of the project.
        order: how to publish.
        ledger: what was put on the wire before.
        clock: what is waited by.
        environ: names proxies and certificates.
        post: sends a request once; None is the transport's own.
        tell: is told how far it has come.
    """

    runtime: Runtime
    order: PublishOrder
    ledger: Ledger
    clock: Clock
    environ: Mapping[str, str]
    post: Post | None = None
    tell: Tell

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return everything that would be sent to *endpoint*."""

        def past(route: ResourceRoute | None) -> Result[Past, LedgerFault]:
            return Success(Past()) if endpoint is None else self.ledger.past(self._target(endpoint), route)

        return self._prepared(endpoint, past)

    def publish(self, endpoint: Endpoint) -> Result[Receipt, PublishError]:
        """Send it, and return what is known then. Publishes of one target go one after the other."""
        # Imported here, because httpx is the slowest import of all and previews do without it.
        from ..delivery.client import client_settings  # noqa: PLC0415 - the reason stands above

        def use(target: OpenTarget) -> Result[Receipt, PublishError]:
            return Result.do(
                receipt
                for settings in client_settings(self.environ, endpoint.url)
                for ready in self._prepared(endpoint, target.past)
                for receipt in self._send(
                    PublishRequest(endpoint=endpoint, token=ready.token, snapshot=ready.snapshot), target, settings
                )
            )

        return self.ledger.open(self._target(endpoint), self.order.deadline_seconds, use)

    def _target(self, endpoint: Endpoint) -> Target:
        return target_of(endpoint.url, self.runtime.binding, self.runtime.folder_name)

    def _prepared(self, endpoint: Endpoint | None, past_of: _PastOf) -> Result[Preview, PrepareError]:
        runtime, order = self.runtime, self.order
        return Result.do(
            Preview(endpoint=endpoint, token=token, snapshot=_warned(with_next_key(packed, past.last), past.warnings))
            for confirmed in runtime.routing
            for routing in demand_route(confirmed, required=order.require_route)
            for chosen in choose_token(order.auth_token, runtime.binding.provider, runtime.credentials)
            for token in keep_at_home(chosen, runtime.server, endpoint, order)
            for packed in pack(runtime, routing, self.tell, allow_foreign=order.allow_foreign)
            for past in past_of(routing.route.value_or(None))
            for _ in refuse_shrunken(past.issues, packed.issues, allow=order.allow_shrink)
        )

    def _send(
        self, request: PublishRequest, target: OpenTarget, settings: "ClientSettings"
    ) -> Result[Receipt, LedgerFault | Undelivered]:
        """Send *request* once it is recorded, and record how it ended."""
        return Result.do(
            receipt
            for begun in target.begin(request.snapshot, self._now())
            for outcome in Success(self._deliver(request, settings))
            for lost in Success((*begun.warnings, *target.conclude(begun, outcome, self._now())))
            for receipt in conclude(evolve(request, snapshot=_warned(request.snapshot, lost)), outcome)
        )

    def _deliver(self, request: PublishRequest, settings: "ClientSettings") -> Outcome:
        from ..delivery.transport import connection_to  # noqa: PLC0415 - likewise

        reported = evolve(
            request, snapshot=evolve(request.snapshot, body=ReportedBody(request.snapshot.body, self.tell))
        )
        with connection_to(settings, self.clock.now) as connection:
            return deliver(
                reported,
                self.post or connection.post,
                self.clock,
                timeout=self.order.timeout_seconds,
                deadline=self.order.deadline_seconds,
            )

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="milliseconds")


def _warned(snapshot: PackedSnapshot, warnings: tuple[Problem, ...]) -> PackedSnapshot:
    return evolve(snapshot, warnings=tuple(dict.fromkeys([*snapshot.warnings, *warnings])))
