"""Puts operations together: which adapter is behind each port. The only place that chooses a ledger.

Each part is imported when it is needed, so that a command does not pay for the imports of the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..clock import Clock
from ..files.home import spec_kitty_home
from ..runtime import load_runtime
from ..telemetry.observer import Observer, observer_in_use

if TYPE_CHECKING:
    from ...core.delivery.endpoint import Endpoint, ServerUrlError
    from ...core.delivery.ledger import Ledger
    from ...core.delivery.publish import Progress, PublishOrder
    from ...core.delivery.shared_ledger import LedgerChoiceFault
    from ...core.errors import Problem
    from ...core.parsing.untyped import WrongShape
    from ...core.project.binding import RuntimeFault
    from ...core.project.faults import MissingExtra, NoHome
    from ...core.project.secret_faults import SettingsFault
    from ...core.trackers.order import PullOrder
    from ...core.trackers.pulled import PullCounts
    from ..delivery.attempts import Post
    from ..ledger.move import LedgerMove
    from ..ledger.postgres.ledger import SharedLedger
    from ..runtime import Runtime
    from ..tracker.start import PullStart
    from .bind import Binder
    from .kept import Kept
    from .publish import Publisher
    from .work_packages import WorkPackages


class Wiring(Struct, frozen=True, kw_only=True):
    """What the operations on one project are made of.

    Attributes:
        root: the folder that contains ``.kittify/``.
        home: the folder that contains ``credentials`` and ``trackers/``, or why there is none.
        clock: the sources of time and randomness.
        environ: the environment, which names proxies and certificates.
        post: sends a request once; None for the HTTP transport.
        shared: the URL of the shared ledger; None for the ledger of this machine.
        observer: returns who watches an operation; asked for each, as a program may import OpenTelemetry meanwhile.
        kept: what a fleet gives the project, if it is looked at as that fleet does; None for a project by itself.
        warnings: what else to know about the project.
    """

    root: Path
    home: Result[Path, NoHome]
    clock: Clock
    environ: Mapping[str, str]
    post: Post | None
    shared: str | None
    observer: Callable[[], Observer] = observer_in_use
    kept: Kept | None = None
    warnings: tuple[Problem, ...] = ()

    def server(self, given: str | None) -> Result[str | None, NoHome | SettingsFault | WrongShape]:
        """Return the URL of the server: what was *given*, or else the environment's or the files'."""
        if given is not None:
            return Success(given)
        from .server import find_server

        return Result.do(
            None if found is None else found.text
            for home in self.home
            for found in find_server(home, given, self.environ)
        )

    def endpoint(
        self, given: str | None, *, insecure_http: bool
    ) -> Result[Endpoint, NoHome | SettingsFault | WrongShape | ServerUrlError]:
        """Return the checked endpoint of that server; of a project that a fleet keeps, the one of the fleet."""
        from ...core.delivery.endpoint import MissingServerUrl

        return self.endpoint_if_any(given, insecure_http=insecure_http).bind(
            lambda found: Failure(MissingServerUrl()) if found is None else Success(found)
        )

    def endpoint_if_any(
        self, given: str | None, *, insecure_http: bool
    ) -> Result[Endpoint | None, NoHome | SettingsFault | WrongShape | ServerUrlError]:
        """Return the same; None if nothing names a server."""
        if self.kept is not None:
            return Success(self.kept.endpoint)
        from ...core.delivery.endpoint import parse_endpoint_if_given

        return Result.do(
            endpoint
            for server in self.server(given)
            for endpoint in parse_endpoint_if_given(server, insecure_http=insecure_http)
        )

    def runtime(self) -> Result[Runtime, RuntimeFault]:
        """Load the project from its files."""
        if self.kept is not None:
            return self.kept.runtime().map(self._warned)
        return Result.do(
            self._warned(runtime)
            for home in self.home
            for runtime in load_runtime(self.root, home, self.environ, self.clock)
        )

    def ordered(self, order: PublishOrder) -> Result[PublishOrder, RuntimeFault]:
        """Return an order with the token of the fleet, if one keeps the project; it is asked for after all else."""
        kept = self.kept
        if kept is None:
            return Success(order)
        return Result.do(given for _ in kept.runtime() for given in kept.ordered(order))

    def ledger(self) -> Result[Ledger, NoHome | LedgerChoiceFault]:
        """Return the record of what was put on the wire: the shared one if there is one, which needs no home."""
        if self.shared is not None:
            return _shared(self.shared, self.clock)
        return self.home.map(lambda home: _local(home, self.clock))

    def ledger_move(self, url: str) -> Result[LedgerMove, NoHome | LedgerChoiceFault]:
        """Return the move of this machine's ledger into the shared one at *url*."""
        return Result.do(_move(home, shared, self.clock) for home in self.home for shared in _shared(url, self.clock))

    def binder(self) -> Result[Binder, NoHome]:
        """Return the operations that bind and unbind the project."""
        from .bind import Binder

        return self.home.map(lambda home: Binder(self.root, home, self.environ))

    def work_packages(self) -> Result[WorkPackages, RuntimeFault]:
        """Load the project, and return the operations on its links."""
        from .work_packages import WorkPackages

        return self.runtime().map(lambda runtime: WorkPackages(runtime, self.clock.now))

    def pull(self, order: PullOrder, on_page: Callable[[PullCounts], None] | None) -> Result[PullStart, RuntimeFault]:
        """Load the project, and return a pull that has not begun."""
        from ..tracker.start import PullStart

        return self.runtime().map(
            lambda runtime: PullStart(
                runtime=runtime,
                clock=self.clock,
                order=order,
                environ=self.environ,
                on_page=on_page,
                observer=self.observer(),
            )
        )

    def publisher(
        self, order: PublishOrder, on_progress: Callable[[Progress], None] | None = None
    ) -> Result[Publisher, RuntimeFault | LedgerChoiceFault]:
        """Load the project, and return its publisher, which has no other token than the *order* and the files."""
        from .publish import Publisher, ignore

        return Result.do(
            Publisher(
                runtime=runtime,
                order=order,
                ledger=ledger,
                clock=self.clock,
                environ=self.environ,
                post=self.post,
                on_progress=on_progress or ignore,
                observer=self.observer(),
            )
            for runtime in self.runtime()
            for ledger in self.ledger()
        )

    def _warned(self, runtime: Runtime) -> Runtime:
        return evolve(runtime, warnings=(*self.warnings, *runtime.warnings)) if self.warnings else runtime


def ledger_in(home: Path, clock: Clock, environ: Mapping[str, str]) -> Result[Ledger, LedgerChoiceFault]:
    """Return the record of what was put on the wire: the shared one that *environ* names, or else that in *home*."""
    shared = _shared_in(environ)
    return Success(_local(home, clock)) if shared is None else _shared(shared, clock)


def _local(home: Path, clock: Clock) -> Ledger:
    from ..ledger.best_effort import BestEffortLedger
    from ..ledger.sqlite import LedgerFile

    return BestEffortLedger(LedgerFile(home), clock)


def _shared_in(environ: Mapping[str, str]) -> str | None:
    return environ.get("TRACKPOST_LEDGER") or None


def _move(home: Path, shared: SharedLedger, clock: Clock) -> LedgerMove:
    from ..ledger.move import LedgerMove
    from ..ledger.sqlite import LedgerFile

    return LedgerMove(LedgerFile(home), shared, clock)


def _shared(url: str, clock: Clock) -> Result[SharedLedger, LedgerChoiceFault]:
    from ...core.delivery.shared_ledger import EXTRA, parse_ledger_url

    try:
        from ..ledger.postgres.ledger import shared_ledger
    except ImportError:  # psycopg is missing, or the library that it needs
        from ..files.installation import missing_extra

        missing: Result[SharedLedger, MissingExtra] = Failure(missing_extra(EXTRA))
        return Result.do(ledger for _ in parse_ledger_url(url) for ledger in missing)
    return shared_ledger(url, clock)


def wired(
    root: Path,
    *,
    home: Path | None,
    ledger: str | None,
    post: Post | None,
    clock: Clock | None,
    environ: Mapping[str, str] | None,
    kept: Kept | None = None,
    warnings: tuple[Problem, ...] = (),
) -> Wiring:
    """Return the wiring of the project in *root*; what is None gets the default that `TrackerService` documents."""
    variables = os.environ if environ is None else environ
    return Wiring(
        root=root,
        home=spec_kitty_home(variables) if home is None else Success(home),
        clock=clock or Clock(),
        environ=variables,
        post=post,
        shared=_shared_in(variables) if ledger is None else ledger,
        kept=kept,
        warnings=warnings,
    )
