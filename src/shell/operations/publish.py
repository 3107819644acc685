"""Publish the snapshot of a project."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve
from msgspec import Struct
from returns.result import Result, Success

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.ledger import Ledger, OpenTarget, Past, Target, target_of
from ...core.delivery.ledger_faults import LedgerFault
from ...core.delivery.publish import Preview, Progress, PublishOrder, PublishRequest
from ...core.delivery.receipt import PrepareError, PublishError, Receipt, Unchanged, still_there, unchanged
from ...core.issues.cache_faults import CacheFault
from ...core.issues.incomplete import IncompleteCache, refuse_incomplete
from ...core.project.faults import NoRoom
from ...core.routing.pin import Routing
from ...core.routing.route import ResourceRoute
from ...core.snapshot.body import Reading, header_of
from ...core.snapshot.guards import ForeignIssues, refuse_shrunken
from ...core.snapshot.packing import BodyBuilder, PackedSnapshot, packed_by, with_next_key
from ..clock import Clock
from ..delivery.attempts import Limits, Post
from ..delivery.progress import OnProgress, reported_chunks
from ..files.spool import spooled
from ..runtime import Runtime
from ..telemetry.observer import UNOBSERVED, Observer
from .access import Access, access_of, token_of
from .exchange import Exchange

if TYPE_CHECKING:
    from ..delivery.client import ClientSettings, SettingsFor

_Send: TypeAlias = Callable[[Access, Past, PackedSnapshot], Result[Receipt, PublishError]]


def pack(
    runtime: Runtime, routing: Routing, on_progress: OnProgress, order: PublishOrder
) -> Result[PackedSnapshot, CacheFault | IncompleteCache | NoRoom | ForeignIssues]:
    """Build the snapshot of a project from its cache, read in one transaction.

    Args:
        runtime: the project.
        routing: its routing; without a route, both routing fields are null.
        on_progress: called after each chunk.
        order: which of what is usually refused is accepted.
    """
    binding = runtime.binding

    def use(reading: Reading) -> Result[PackedSnapshot, IncompleteCache | NoRoom | ForeignIssues]:
        builder = BodyBuilder(header_of(binding, routing.route.value_or(None)), reading, runtime.owns)
        return Result.do(
            packed_by(builder, routing.route, body, (*runtime.warnings, *part, *foreign))
            for part in refuse_incomplete(reading.part, allow=order.allow_incomplete)
            for body in spooled(reported_chunks(builder, on_progress, reading.count))
            for foreign in builder.foreign.refuse(allow=order.allow_foreign)
        )

    return runtime.cache.read(runtime.filing, use)


def ignore(_progress: Progress) -> None:
    """Report progress to nobody."""


class Publisher(Struct, frozen=True, kw_only=True):
    """One publish of one project.

    Attributes:
        runtime: the project.
        order: how to publish.
        ledger: the record of earlier publishes.
        clock: the sources of time and randomness.
        environ: the environment, which names proxies and certificates.
        settings_for: finds the settings of the HTTP client; None to read them from the environment each time.
        post: sends a request once; None for the HTTP transport.
        on_progress: called after each chunk that is built or sent.
        observer: watches the publish and its attempts.
    """

    runtime: Runtime
    order: PublishOrder
    ledger: Ledger
    clock: Clock
    environ: Mapping[str, str]
    settings_for: "SettingsFor | None" = None
    post: Post | None = None
    on_progress: OnProgress
    observer: Observer = UNOBSERVED

    def preview(self, endpoint: Endpoint | None) -> Result[Preview, PrepareError]:
        """Return what would be sent to *endpoint*."""

        def past(route: ResourceRoute | None) -> Result[Past, LedgerFault]:
            return Success(Past()) if endpoint is None else self.ledger.past(self._target(endpoint), route)

        return Result.do(
            ready
            for access in access_of(self.runtime, self.order, endpoint)
            for known in past(access.route)
            for ready in self._ready(endpoint, access, known)
        )

    def publish(self, endpoint: Endpoint) -> Result[Receipt | Unchanged, PublishError]:
        """Send the snapshot, and return a receipt or an error. Publishes to one target run one after the other.

        If the order skips what is unchanged, and the server has this very snapshot, nothing is sent. Where that is
        certain before the cache is read, it is not read either.

        Raises:
            PublishInterrupted: the process was interrupted; the outcome is recorded first.
        """
        provider = self.runtime.binding.provider
        return self.observer.publish(endpoint, provider, partial(self.publish_unobserved, endpoint))

    def publish_unobserved(self, endpoint: Endpoint) -> Result[Receipt | Unchanged, PublishError]:
        """Do the same for a caller that has the whole publish watched, of which this may be the second try."""
        until = self.clock.monotonic() + self.order.deadline_seconds

        def use(target: OpenTarget) -> Result[Receipt | Unchanged, PublishError]:
            def send(access: Access, past: Past, snapshot: PackedSnapshot) -> Result[Receipt, PublishError]:
                return Result.do(
                    receipt
                    for token in token_of(access, self.runtime, self.order, endpoint)
                    for request in Success(PublishRequest(endpoint=endpoint, token=token, snapshot=snapshot))
                    for receipt in self._sent(target, request, past, until)
                )

            return Result.do(
                sent
                for _ in self.runtime.consent
                for access in access_of(self.runtime, self.order, endpoint)
                for past in target.past(access.route)
                for sent in (
                    self._sent_unless_known(send, endpoint, access, past)
                    if self.order.skip_unchanged
                    else self._packed_and_sent(send, endpoint, access, past)
                )
            )

        return self.ledger.open(self._target(endpoint), self.order.deadline_seconds, use)

    def _sent_unless_known(
        self, send: "_Send", endpoint: Endpoint, access: Access, past: Past
    ) -> Result[Receipt | Unchanged, PublishError]:
        # Imported here, because few publishes may skip anything.
        from .recall import recall  # noqa: PLC0415 - see above

        runtime, begun = self.runtime, self.clock.now()
        header = header_of(runtime.binding, access.route)
        recalled = recall(runtime.home, self._target(endpoint), runtime.cache_path, header, runtime.filing)
        memo = recalled.known(past)
        warnings = (*runtime.warnings, *past.warnings)
        if memo is not None:
            return Success(still_there(endpoint, memo, past, access.routing.route, warnings))

        def keep(ready: Preview) -> Preview:
            if ready.snapshot.warnings == warnings:
                recalled.keep(ready.snapshot, begun)
            return ready

        return Result.do(
            sent
            for ready in self._ready(endpoint, access, past).map(keep)
            for sent in (
                Success(unchanged(endpoint, ready.snapshot))
                if past.has_arrived(ready.snapshot.digest)
                else send(access, past, ready.snapshot)
            )
        )

    def _packed_and_sent(
        self, send: "_Send", endpoint: Endpoint, access: Access, past: Past
    ) -> Result[Receipt, PublishError]:
        return Result.do(
            receipt for ready in self._ready(endpoint, access, past) for receipt in send(access, past, ready.snapshot)
        )

    def _sent(
        self, target: OpenTarget, request: PublishRequest, past: Past, until: float
    ) -> Result[Receipt, PublishError]:
        # Imported here, because httpx is the slowest import and only a request needs it.
        from ..delivery.client import client_settings  # noqa: PLC0415 - see above

        return Result.do(
            receipt
            for settings in (self.settings_for or partial(client_settings, self.environ))(request.endpoint.url)
            for exchange in Success(self._exchange(target, settings, until, is_new=past.proves_replays))
            for receipt in exchange.send(request)
        )

    def _exchange(self, target: OpenTarget, settings: "ClientSettings", until: float, *, is_new: bool) -> Exchange:
        return Exchange(
            target=target,
            settings=settings,
            limits=Limits(wait=self.order.timeout_seconds, until=until),
            clock=self.clock,
            post=self.post,
            on_progress=self.on_progress,
            is_new=is_new,
            observer=self.observer,
        )

    def _target(self, endpoint: Endpoint) -> Target:
        return target_of(endpoint.url, self.runtime.binding, self.runtime.folder_name)

    def _ready(self, endpoint: Endpoint | None, access: Access, past: Past) -> Result[Preview, PrepareError]:
        order = self.order
        return Result.do(
            Preview(
                endpoint=endpoint,
                token=access.token,
                snapshot=_following(packed, past),
                token_from=access.token_from,
            )
            for packed in pack(self.runtime, access.routing, self.on_progress, order)
            for _issues in refuse_shrunken(past.issues, packed.issues, allow=order.allow_shrink)
            for _links in refuse_shrunken(past.mappings, packed.mappings, allow=order.allow_shrink, counted="links")
        )


def _following(packed: PackedSnapshot, past: Past) -> PackedSnapshot:
    return evolve(with_next_key(packed, past.last), warnings=(*packed.warnings, *past.warnings))
