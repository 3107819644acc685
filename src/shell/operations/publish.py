"""Publish the snapshot of a project."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen
from returns.result import Result, Success

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.ledger import Ledger, OpenTarget, Past, Target, target_of
from ...core.delivery.ledger_faults import LedgerFault
from ...core.delivery.publish import Preview, Progress, PublishOrder, PublishRequest
from ...core.delivery.receipt import PrepareError, PublishError, Receipt, Unchanged, unchanged
from ...core.delivery.token import (
    TOKEN_OF_FILE,
    TokenError,
    TokenOfAnotherServer,
    check_token_server,
    choose_token,
    is_given,
    token_keys,
)
from ...core.issues.cache_faults import CacheFault
from ...core.issues.incomplete import IncompleteCache, refuse_incomplete
from ...core.parsing.secret import Secret
from ...core.project.faults import NoRoom
from ...core.project.secret_faults import SecretFault
from ...core.routing.origins import NOTHING, Credentials, Origin
from ...core.routing.pin import Routing, demand_route
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
from .exchange import Exchange

if TYPE_CHECKING:
    from ..delivery.client import ClientSettings, SettingsFor

_PastOf: TypeAlias = Callable[[ResourceRoute | None], Result[Past, LedgerFault]]


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


@frozen(kw_only=True)
class Publisher:
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

        expected = self.runtime.expected_token
        return self._prepared(endpoint, past, lambda: Success(NOTHING)).map(
            lambda prepared: prepared[0] if expected is None or is_given(self.order) else _asking(prepared[0], expected)
        )

    def publish(self, endpoint: Endpoint) -> Result[Receipt | Unchanged, PublishError]:
        """Send the snapshot, and return a receipt or an error. Publishes to one target run one after the other.

        If the order skips what is unchanged, and the server has this very snapshot, nothing is sent.

        Raises:
            PublishInterrupted: the process was interrupted; the outcome is recorded first.
        """
        until = self.clock.monotonic() + self.order.deadline_seconds

        def use(target: OpenTarget) -> Result[Receipt | Unchanged, PublishError]:
            return Result.do(
                receipt
                for _ in self.runtime.consent
                for ready, past in self._prepared(endpoint, target.past, self._configured_token)
                for receipt in self._sent(target, _request(endpoint, ready), past, until)
            )

        return self.observer.publish(
            endpoint,
            self.runtime.binding.provider,
            lambda: self.ledger.open(self._target(endpoint), self.order.deadline_seconds, use),
        )

    def _sent(
        self, target: OpenTarget, request: PublishRequest, past: Past, until: float
    ) -> Result[Receipt | Unchanged, PublishError]:
        if self.order.skip_unchanged and past.has_arrived(request.snapshot.digest):
            return Success(unchanged(request))
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

    def token(
        self, endpoint: Endpoint | None
    ) -> Result[tuple[Secret | None, Origin | None], SecretFault | TokenError | TokenOfAnotherServer]:
        """Return the token that *endpoint* may get, and where it comes from, unless the caller gave it.

        A command, or the keyring, is asked for it.
        """
        return Result.do(
            (token, self._origin_of(given))
            for given in self._configured_token()
            for token in self._chosen(given, endpoint)
        )

    def _chosen(
        self, given: Credentials, endpoint: Endpoint | None
    ) -> Result[Secret | None, TokenError | TokenOfAnotherServer]:
        runtime, order = self.runtime, self.order
        return Result.do(
            token
            for chosen in choose_token(order.auth_token, runtime.binding.provider, runtime.credentials, given)
            for token in check_token_server(chosen, self._server_of(given), endpoint, order, _called(given))
        )

    def _origin_of(self, given: Credentials) -> Origin | None:
        held = self.runtime.credentials.only(token_keys(self.runtime.binding.provider))
        origins = () if is_given(self.order) else (*given.origins.values(), *held.origins.values())
        return next(iter(origins), None)

    def _server_of(self, given: Credentials) -> str | None:
        """Return the server that a token is for: one that the settings have is for the server that they have."""
        return (self.runtime.server_url or self.runtime.server) if given else self.runtime.server

    def _target(self, endpoint: Endpoint) -> Target:
        return target_of(endpoint.url, self.runtime.binding, self.runtime.folder_name)

    def _configured_token(self) -> Result[Credentials, SecretFault]:
        return Success(NOTHING) if is_given(self.order) else self.runtime.configured_token

    def _prepared(
        self, endpoint: Endpoint | None, past_of: _PastOf, configured: Callable[[], Result[Credentials, SecretFault]]
    ) -> Result[tuple[Preview, Past], PrepareError]:
        runtime, order = self.runtime, self.order
        return Result.do(
            (Preview(endpoint=endpoint, token=token, snapshot=_following(packed, past)), past)
            for confirmed in runtime.routing
            for routing in demand_route(confirmed, required=order.require_route)
            for given in configured()
            for token in self._chosen(given, endpoint)
            for packed in pack(runtime, routing, self.on_progress, order)
            for past in past_of(routing.route.value_or(None))
            for _issues in refuse_shrunken(past.issues, packed.issues, allow=order.allow_shrink)
            for _links in refuse_shrunken(past.mappings, packed.mappings, allow=order.allow_shrink, counted="links")
        )


def _asking(preview: Preview, expected: Origin) -> Preview:
    return evolve(preview, token=None, token_from=expected)


def _called(given: Credentials) -> str:
    return next((f"the token of {origin.in_words}" for origin in given.origins.values()), TOKEN_OF_FILE)


def _following(packed: PackedSnapshot, past: Past) -> PackedSnapshot:
    return evolve(with_next_key(packed, past.last), warnings=(*packed.warnings, *past.warnings))


def _request(endpoint: Endpoint, ready: Preview) -> PublishRequest:
    return PublishRequest(endpoint=endpoint, token=ready.token, snapshot=ready.snapshot)
