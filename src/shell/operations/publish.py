"""Publishes the cache of one project."""

from typing import assert_never

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.ledger import LedgerLost, target_of
from ...core.delivery.publish import Preview, Progress, PublishOrder, PublishRequest
from ...core.delivery.receipt import AnotherPublish, PrepareError, PublishError, Receipt, Undelivered, conclude
from ...core.delivery.token import choose_token, keep_at_home
from ...core.errors import BusyFile, CacheFault, NoRoom, Problem, UnwritableFile, WriteFault
from ...core.issues.filing import checkpoint_keys
from ...core.result import sealed
from ...core.routing.pin import Routing, demand_route
from ...core.snapshot.body import Reading, header_of
from ...core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, SnapshotShrank, refuse_shrunken
from ...core.snapshot.packing import BodyBuilder, PackedSnapshot, packed_by, with_next_key
from ..clock import Clock
from ..delivery.attempts import Post, deliver
from ..delivery.progress import ReportedBody, Tell, told
from ..files.lock import holding
from ..files.spool import spooled
from ..ledger.best_effort import Memory
from ..ledger.sqlite import Ledger
from ..runtime import Runtime


def packed(
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


def nobody(_progress: Progress) -> None:
    """Tell nobody."""


@frozen(kw_only=True)
class Publisher:
    """One publish of one project.

    Attributes:
        runtime: of the project.
        order: how to publish.
        clock: what is waited by.
        post: sends a request once; None is the transport's own.
        tell: is told how far it has come.
    """

    runtime: Runtime
    order: PublishOrder
    clock: Clock
    post: Post | None = None
    tell: Tell

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return everything that would be sent to *endpoint*."""
        binding, order = self.runtime.binding, self.order
        return Result.do(
            Preview(endpoint=endpoint, token=token, snapshot=snapshot)
            for confirmed in self.runtime.routing
            for routing in demand_route(confirmed, required=order.require_route)
            for chosen in choose_token(order.auth_token, binding.provider, self.runtime.credentials)
            for token in keep_at_home(chosen, self.runtime.server, endpoint, order)
            for made in packed(self.runtime, routing, self.tell, allow_foreign=order.allow_foreign)
            for snapshot in self._following(made, endpoint)
        )

    def publish(self, endpoint: Endpoint) -> Result[Receipt, PublishError]:
        """Send it, and return what came of it. Publishes of one target go one after the other."""
        memory = self._memory(endpoint)
        lock = memory.ledger.path.with_name(memory.target.name)
        held = holding(lock, self.order.deadline_seconds, lambda: Success(self._publish(endpoint, memory)))
        match sealed(held):
            case Success(result):
                return result
            case Failure(fault):
                return self._without_lock(fault, endpoint, memory)
            case unreachable:
                assert_never(unreachable)

    def _without_lock(self, fault: WriteFault, endpoint: Endpoint, memory: Memory) -> Result[Receipt, PublishError]:
        match fault:
            case UnwritableFile():  # nobody can write in this home, so nobody else waits there
                return self._publish(endpoint, memory)
            case BusyFile():
                return Failure(AnotherPublish(endpoint.url))
            case unreachable:
                assert_never(unreachable)

    def _memory(self, endpoint: Endpoint) -> Memory:
        target = target_of(endpoint.url, self.runtime.binding, self.runtime.folder_name)
        return Memory(Ledger(self.runtime.home), target, self.clock.now)

    def _following(self, snapshot: PackedSnapshot, endpoint: Endpoint | None) -> Result[PackedSnapshot, SnapshotShrank]:
        """Return *snapshot* under the key that it has after the last one, unless it shrank."""
        if endpoint is None:
            return Success(snapshot)
        past, warnings = self._memory(endpoint).past(snapshot.routing.value_or(None))
        return refuse_shrunken(past.issues, snapshot.issues, allow=self.order.allow_shrink).map(
            lambda _: _with_warnings(with_next_key(snapshot, past.last), warnings)
        )

    def _publish(self, endpoint: Endpoint, memory: Memory) -> Result[Receipt, PublishError]:
        mended = memory.mend(self.runtime.route.value_or(None))
        return Result.do(
            receipt
            for ready in self.preview(endpoint)
            for receipt in self._send(
                PublishRequest(endpoint=endpoint, token=ready.token, snapshot=_with_warnings(ready.snapshot, mended)),
                memory,
            )
        )

    def _send(self, request: PublishRequest, memory: Memory) -> Result[Receipt, Undelivered]:
        """Send *request* after it was noted, and note how it ended."""
        # Imported here, because httpx is the slowest import of all and previews do without it.
        from ..delivery.transport import connection_to  # noqa: PLC0415 - the reason stands above

        order = self.order
        entry = memory.begin(request.snapshot)
        with connection_to(request.endpoint) as connection:
            outcome = deliver(
                evolve(request, snapshot=evolve(request.snapshot, body=ReportedBody(request.snapshot.body, self.tell))),
                self.post or connection.post,
                self.clock,
                timeout=order.timeout_seconds,
                deadline=order.deadline_seconds,
            )
        ended = entry.bind(lambda number: memory.conclude(number, outcome))
        snapshot = _with_warnings(request.snapshot, _lost(ended))
        return conclude(evolve(request, snapshot=snapshot), outcome)


def _with_warnings(snapshot: PackedSnapshot, warnings: tuple[Problem, ...]) -> PackedSnapshot:
    return evolve(snapshot, warnings=tuple(dict.fromkeys([*snapshot.warnings, *warnings])))


def _lost(ended: Result[None, LedgerLost]) -> tuple[Problem, ...]:
    match sealed(ended):
        case Failure(lost):
            return (lost,)
        case Success():
            return ()
        case unreachable:
            assert_never(unreachable)
