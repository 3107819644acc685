"""The facade that programs call: what each operation takes and returns, and what it checks first.

Each method imports what it needs when it is called, so that a command does not pay for the imports of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self, overload

from returns.result import Result
from typing_extensions import Unpack

from ..core.routing.route import RESOURCE_ROUTING_MAP, resolve_route, wire_fields
from .operations.wiring import Wiring, wired

if TYPE_CHECKING:
    from ..core.delivery.history import LedgerEntry, ReceiptsError
    from ..core.delivery.ledger_faults import LedgerFault
    from ..core.delivery.move import LedgerMoved, MoveLedgerError
    from ..core.delivery.publish import Preview, Progress, PublishOptions
    from ..core.delivery.receipt import PrepareError, PublishError, Receipt, Unchanged
    from ..core.delivery.shared_ledger import LedgerChoiceFault
    from ..core.issues.cache_faults import CacheFault
    from ..core.issues.work_packages import LinkAdded, LinkRemoved, LinksListed, MapError
    from ..core.project.bind import BindError, Bound, CredentialsPolicy, UnbindError, Unbound
    from ..core.project.bind_order import BindOptions
    from ..core.project.binding import RuntimeFault
    from ..core.project.faults import NoHome
    from ..core.reporting.status import Status
    from ..core.routing.pin import RouteDrift, Routing
    from ..core.routing.providers import Provider
    from ..core.snapshot.fingerprint import Difference
    from ..core.trackers.order import PullOptions
    from ..core.trackers.pulled import PullCounts, Pulled, PullError
    from .clock import Clock
    from .delivery.attempts import Post
    from .runtime import Runtime

__all__ = ["RESOURCE_ROUTING_MAP", "TrackerService"]


class TrackerService:
    """The issue tracker of one project.

    Each call opens the files anew, and raises no expected error: it returns a `Failure` with one of a closed union.

    Args:
        root: the folder that contains ``.kittify/``.
        home: the folder that contains ``credentials`` and ``trackers/``; by default the one of *environ*.
        ledger: the URL of a ledger that machines share, ``postgresql://…``, which needs the extra ``fleet``; by default
            the one of *environ*, or else the ledger of this machine, which is in *home*.
        post: sends a request once and returns a verdict; by default over HTTP.
        clock: the sources of time and randomness; by default those of this machine.
        environ: names proxies, certificates, *home* (``SPEC_KITTY_HOME``, or else ``~/.spec-kitty``) and *ledger*
            (``TRACKPOST_LEDGER``); by default the environment of this process.
    """

    def __init__(
        self,
        root: Path | str,
        *,
        home: Path | None = None,
        ledger: str | None = None,
        post: Post | None = None,
        clock: Clock | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._wiring = wired(Path(root), home=home, ledger=ledger, post=post, clock=clock, environ=environ)

    @classmethod
    def of(cls, wiring: Wiring) -> Self:
        """Return the operations on the project of a wiring, which takes the place of all arguments."""
        service = cls(wiring.root)
        service._wiring = wiring
        return service

    @staticmethod
    def providers() -> Mapping[str, Provider]:
        """Return the providers that a project can be bound to, by canonical name."""
        from ..core.routing.providers import PROVIDERS

        return PROVIDERS

    def bind(self, *, provider: str, workspace: str, **options: Unpack[BindOptions]) -> Result[Bound, BindError]:
        """Bind the project to a workspace of a tracker, and pin it to the resource that the credentials name.

        Args:
            provider: the provider, in any spelling.
            workspace: for example ``acme.atlassian.net``.
            options: see `BindOptions`.
        """
        from ..core.project.bind_order import parse_bind_order

        return Result.do(
            bound
            for order in parse_bind_order(provider=provider, workspace=workspace, **options)
            for binder in self._wiring.binder()
            for bound in binder.bind(order)
        )

    def unbind(self, *, credentials: CredentialsPolicy = "decide") -> Result[Unbound, UnbindError]:
        """Remove the binding, and the provider's credentials; by default, only if no other project can need them."""
        return Result.do(unbound for binder in self._wiring.binder() for unbound in binder.unbind(credentials))

    def status(self) -> Result[Status, RuntimeFault | LedgerChoiceFault]:
        """Return what the files and the ledger say about the project; asks neither the tracker nor the server."""
        from .operations.status import status_of

        return Result.do(
            status_of(runtime, ledger.history) for runtime in self._wiring.runtime() for ledger in self._wiring.ledger()
        )

    def pull(
        self, *, on_page: Callable[[PullCounts], None] | None = None, **options: Unpack[PullOptions]
    ) -> Result[Pulled, PullError]:
        """Read the issues from the tracker into the cache; an interrupted pull continues where it stopped.

        Args:
            on_page: called after each page with the counts so far.
            options: see `PullOptions`.
        """
        from ..core.trackers.order import PullOrder

        return Result.do(pulled for pull in self._wiring.pull(PullOrder(**options), on_page) for pulled in pull.run())

    def map_add(
        self, *, wp_id: str, external_id: str, external_key: str | None = None, external_url: str | None = None
    ) -> Result[LinkAdded, MapError]:
        """Link a work package to an issue; this replaces the link that the work package has."""
        from ..core.issues.work_packages import parse_link_order

        return Result.do(
            added
            for order in parse_link_order(wp_id, external_id, external_key, external_url)
            for links in self._wiring.work_packages()
            for added in links.add(order)
        )

    def map_list(self) -> Result[LinksListed, RuntimeFault | CacheFault]:
        """Return all links in the cache, ordered by work package and system."""
        return Result.do(listed for links in self._wiring.work_packages() for listed in links.listed())

    def map_remove(self, *, wp_id: str) -> Result[LinkRemoved, MapError]:
        """Remove the link of a work package."""
        return Result.do(removed for links in self._wiring.work_packages() for removed in links.remove(wp_id.strip()))

    def routing(self) -> Result[Routing, RuntimeFault | RouteDrift]:
        """Return the project's routing key: provider and workspace, and the route or why there is none."""
        return Result.do(routing for runtime in self._load_runtime() for routing in runtime.routing)

    def preview(
        self, *, server_url: str | None = None, insecure_http: bool = False, **options: Unpack[PublishOptions]
    ) -> Result[Preview, PrepareError]:
        """Return what `sync_publish` would send with these arguments, and send nothing.

        Without a server, the endpoint is None and the key is that of a first publish.
        """
        from ..core.delivery.publish import PublishOrder

        return Result.do(
            ready
            for order in self._wiring.ordered(PublishOrder(**options))
            for publisher in self._wiring.publisher(order)
            for endpoint in self._wiring.endpoint_if_any(server_url, insecure_http=insecure_http)
            for ready in publisher.preview(endpoint)
        )

    @overload
    def sync_publish(
        self,
        *,
        server_url: str | None = ...,
        insecure_http: bool = ...,
        skip_unchanged: Literal[False] = ...,
        on_progress: Callable[[Progress], None] | None = ...,
        **options: Unpack[PublishOptions],
    ) -> Result[Receipt, PublishError]: ...

    @overload
    def sync_publish(
        self,
        *,
        server_url: str | None = ...,
        insecure_http: bool = ...,
        skip_unchanged: bool,
        on_progress: Callable[[Progress], None] | None = ...,
        **options: Unpack[PublishOptions],
    ) -> Result[Receipt | Unchanged, PublishError]: ...

    def sync_publish(
        self,
        *,
        server_url: str | None = None,
        insecure_http: bool = False,
        skip_unchanged: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
        **options: Unpack[PublishOptions],
    ) -> Result[Receipt | Unchanged, PublishError]:
        """Publish the project's snapshot, write no file but the ledger, and return a receipt if the server accepted it.

        Args:
            server_url: by default the one of ``SAAS_API_URL``, the settings or the credentials file, in this order.
            insecure_http: allow plain HTTP to another machine.
            skip_unchanged: send nothing if the last snapshot was the same and the server accepted it.
            on_progress: called after each chunk that is built or sent.
            options: see `PublishOptions`.

        Raises:
            PublishInterrupted: the process was interrupted; the outcome is recorded first.
        """
        from ..core.delivery.publish import PublishOrder, check_timeouts

        return Result.do(
            receipt
            for order in check_timeouts(PublishOrder(skip_unchanged=skip_unchanged, **options))
            for endpoint in self._wiring.endpoint(server_url, insecure_http=insecure_http)
            for given in self._wiring.ordered(order)
            for publisher in self._wiring.publisher(given, on_progress)
            for receipt in publisher.publish(endpoint)
        )

    def receipts(self, *, limit: int = 20) -> Result[tuple[LedgerEntry, ...], LedgerFault | LedgerChoiceFault | NoHome]:
        """Return up to *limit* snapshots of any project in the ledger, the newest first."""
        return Result.do(entries for ledger in self._wiring.ledger() for entries in ledger.history.newest(limit))

    def receipt(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the snapshot whose key starts with *key*."""
        return Result.do(entry for ledger in self._wiring.ledger() for entry in ledger.history.of_key(key))

    def diff(self, key: str, later: str | None = None) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys; of one, what it changed since the one sent before."""
        from ..core.delivery.history import differing

        return Result.do(found for ledger in self._wiring.ledger() for found in differing(ledger.history, key, later))

    explain = diff

    def move_ledger(self, url: str) -> Result[LedgerMoved, MoveLedgerError]:
        """Move the ledger in *home* into the shared one at *url*, and rename it, so that nobody goes on with it."""
        return Result.do(moved for move in self._wiring.ledger_move(url) for moved in move.run())

    def _load_runtime(self) -> Result[Runtime, RuntimeFault]:
        return self._wiring.runtime()

    @staticmethod
    def _resolve_resource_routing(provider: str, credentials: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return the two routing fields; both are None if the route cannot be derived."""
        return wire_fields(resolve_route(provider, credentials).value_or(None))
