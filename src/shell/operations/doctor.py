"""Find out what keeps a project from being published and pulled, with the very functions that do both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from attrs import define, field
from returns.result import Failure, Result, Success
from typing_extensions import Unpack

from ...core.delivery.history import last_in_words
from ...core.delivery.publish import PublishOptions, PublishOrder
from ...core.issues.cache_faults import MissingCache
from ...core.issues.incomplete import IncompleteCache
from ...core.parsing.text import counted
from ...core.reporting.findings import (
    BOTH,
    NONE,
    PUBLISH,
    PULL,
    AccountUnknown,
    ClockDiffers,
    Finding,
    Jobs,
    ReadOnlyFolder,
    not_asked,
    sound,
)
from ...core.reporting.mending import Mending
from ...core.result import sealed
from ...core.routing.pin import demand_route
from ...core.trackers.order import PullOrder
from ..files.folders import may_write
from ..files.installation import versions
from ..files.reading import printable
from ..project.config_file import config_path
from .checks import ServerLook, TrackerLook, look_at_server, look_at_tracker
from .whence import by_place, chosen_token, server_origin, token_origin

if TYPE_CHECKING:
    from ...core.delivery.endpoint import Endpoint
    from ...core.errors import Problem
    from ...core.parsing.secret import Secret
    from ..runtime import Runtime
    from .publish import Publisher
    from .wiring import Wiring

_TOLERATED = 60.0
"""Seconds between two clocks: the header ``Date`` tells whole ones, and an answer takes some."""
_FIRST = "fix what is above first"


def examine(
    wiring: Wiring, *, server_url: str | None, insecure_http: bool = False, **options: Unpack[PublishOptions]
) -> Iterator[Finding]:
    """Yield what is found about everything that a publish and a pull need, as soon as it is known; change nothing.

    The server is asked whether it accepts the token, and the tracker for an issue and whose the credentials are, unless
    the config forbids that the project's data leaves the machine.

    Args:
        wiring: what the operations on the project are made of.
        server_url: of a publish; None for the one of the environment, the settings or the credentials file.
        insecure_http: allow plain HTTP to another machine.
        options: how a publish would be done.
    """
    return Doctor(
        wiring=wiring,
        endpoint=wiring.endpoint(server_url, insecure_http=insecure_http),
        named_by=server_origin(wiring, server_url),
        publish=PublishOrder(**options),
        pull=PullOrder(insecure_http=insecure_http if wiring.kept is None else wiring.kept.insecure_http),
    ).findings()


@define
class Doctor:
    """Looks at everything that a publish and a pull need, in the order in which a publish meets it.

    Attributes:
        wiring: what the operations on the project are made of.
        endpoint: the server of a publish, or why there is none.
        named_by: what names that server, in words; None if nothing does.
        publish: how a publish would be done.
        pull: how a pull would be done.
    """

    wiring: Wiring
    endpoint: Result[Endpoint, Problem]
    named_by: str | None
    publish: PublishOrder
    pull: PullOrder
    _mending: Mending = field(factory=Mending, init=False)
    _known: list[tuple[Problem, Jobs]] = field(factory=list, init=False)

    def findings(self) -> Iterator[Finding]:
        """Yield what is found, as soon as it is known."""
        yield sound("versions", versions())
        yield from self._of_fleet()
        yield self._judged("server address", self.endpoint.map(lambda found: found.url), PUBLISH, self.named_by)
        match sealed(self.wiring.runtime()):
            case Failure(fault):
                yield self._found("project", fault, BOTH)
                yield from (not_asked(subject, _FIRST) for subject in ("server", "tracker"))
            case Success(runtime):
                kept = self.wiring.kept
                self._mending = Mending(runtime.binding, None if kept is None else kept.mending(runtime))
                yield from self._of_files(runtime)
                yield from self._of_publish(runtime)
                yield from self._of_tracker(runtime)

    def _of_fleet(self) -> Iterator[Finding]:
        if self.wiring.kept is not None:
            home = self.wiring.home.map(printable).value_or("")
            yield sound("fleet", f"{self.wiring.kept.file} keeps this project, with the home {home}")
        yield from (self._found("fleet", warning) for warning in self.wiring.warnings)

    def _of_files(self, runtime: Runtime) -> Iterator[Finding]:
        binding, home = runtime.binding, runtime.home
        where = printable(config_path(runtime.folder))
        yield sound("project", f"{where}: {binding.provider} {binding.workspace}")
        yield from (sound("credentials", ", ".join(keys), place) for place, keys in by_place(runtime.credentials))
        exposed = [one for one in runtime.warnings if one not in (*self.wiring.warnings, binding.egress_refused)]
        read_only = [] if may_write(home) else [ReadOnlyFolder(printable(home))]
        yield from (self._found("permissions", problem) for problem in (*exposed, *read_only))
        if not exposed and not read_only:
            yield sound("permissions", f"{printable(home)} can be written, and others cannot read the credentials")

    def _of_publish(self, runtime: Runtime) -> Iterator[Finding]:
        ordered = self.wiring.ordered(self.publish)
        match sealed(self.wiring.publisher(ordered.value_or(self.publish))):
            case Failure(fault):
                yield self._found("ledger", fault, PUBLISH)
                yield from self._of_permission(runtime)
                yield not_asked("server", _FIRST)
            case Success(publisher):
                needed = NONE if self.wiring.shared is None else PUBLISH  # the one of this machine is only advice
                yield self._judged("ledger", publisher.ledger.history.newest(1).map(last_in_words), needed)
                yield from self._of_permission(runtime)
                # Once: a command may ask a person
                named = self.endpoint.value_or(None)
                chosen = Result.do(token for given in ordered for token in chosen_token(runtime, given, named))
                stops = ordered.map(lambda _: PUBLISH).value_or(BOTH)  # without the token of its fleet, no job pulls
                yield from self._of_token(chosen, token_origin(runtime, publisher.order), stops)
                yield from self._of_snapshot(publisher)
                yield from self._of_server(runtime, chosen)

    def _of_permission(self, runtime: Runtime) -> Iterator[Finding]:
        yield self._judged("consent", runtime.consent.map(lambda _: "nothing forbids that the data leaves"), BOTH)
        match sealed(runtime.routing):
            case Failure(drift):
                yield self._found("route", drift, BOTH)
            case Success(routing):
                in_words = routing.route.map(lambda route: route.in_words)
                match sealed(demand_route(routing, required=self.publish.require_route)):
                    case Failure(refused):
                        yield self._found("route", refused, PUBLISH)
                    case Success():
                        yield self._judged("route", in_words, NONE)

    def _of_snapshot(self, publisher: Publisher) -> Iterator[Finding]:
        match sealed(publisher.preview(self.endpoint.value_or(None))):
            case Failure(problem):
                is_filled_first = self.wiring.kept is not None and isinstance(problem, (MissingCache, IncompleteCache))
                yield from self._news("snapshot", [problem], NONE if is_filled_first else PUBLISH)
            case Success(ready):
                packed = ready.snapshot
                links, size = counted(packed.mappings, "link"), counted(len(packed.body), "byte")
                yield sound("snapshot", f"{counted(packed.issues, 'issue')}, {links}, {size}")
                yield from self._news("snapshot", packed.warnings, NONE)

    def _of_token(self, chosen: Result[Secret | None, Problem], origin: str | None, stops: Jobs) -> Iterator[Finding]:
        match sealed(chosen):
            case Success(None):
                yield sound("token", "none")
            case Success():
                yield sound("token", "there is one", origin)
            case Failure(problem):
                yield from self._news("token", [problem], stops)

    def _of_server(self, runtime: Runtime, chosen: Result[Secret | None, Problem]) -> Iterator[Finding]:
        wiring = self.wiring
        allowed = Result.do(
            (endpoint, token)
            for _ in runtime.consent
            for _routing in runtime.routing
            for endpoint in self.endpoint
            for token in chosen
        )
        match sealed(allowed):
            case Failure():
                yield not_asked("server", _FIRST)
            case Success((endpoint, token)):
                match sealed(look_at_server(endpoint, token, wiring.environ, wiring.clock)):
                    case Failure(fault):
                        yield self._found("server", fault, PUBLISH)
                    case Success(look):
                        yield from self._seen_of_server(look, token)

    def _seen_of_server(self, look: ServerLook, token: Secret | None) -> Iterator[Finding]:
        let_in = "asks for no token" if token is None else "accepts the token"
        unknown = "whether it takes the snapshots of this project, only a publish can tell"
        yield self._judged("server", look.entry.map(lambda _: f"{let_in}; {unknown}"), PUBLISH)
        yield from self._clock("the server", look.ahead)

    def _of_tracker(self, runtime: Runtime) -> Iterator[Finding]:
        provider = runtime.binding.provider
        looked = Result.do(look for start in self.wiring.pull(self.pull, None) for look in look_at_tracker(start))
        match sealed(looked):
            case Failure(fault):
                news = tuple(self._news("tracker", [fault], PULL))
                yield from news or (not_asked("tracker", _FIRST),)
            case Success(look):
                yield self._judged("tracker", look.readable.map(lambda _: f"{provider} lists the issues"), PULL)
                yield from self._account(provider, look)
                yield from self._clock(provider, look.ahead)

    def _account(self, provider: str, look: TrackerLook) -> Iterator[Finding]:
        match sealed(look.account), sealed(look.readable):
            case Success(name), _:
                yield sound("account", name, look.secret_from)
            case Failure(fault), Success():
                yield self._found("account", AccountUnknown(provider, fault.message))
            case _:
                yield not_asked("account", _FIRST)

    def _clock(self, whose: str, ahead: float | None) -> Iterator[Finding]:
        if ahead is not None:
            differs = abs(ahead) > _TOLERATED
            agrees = sound("clock", f"agrees with the one of {whose}")
            yield self._found("clock", ClockDiffers(whose, round(ahead))) if differs else agrees

    def _judged(self, subject: str, result: Result[str, Problem], stops: Jobs, origin: str | None = None) -> Finding:
        match sealed(result):
            case Success(says):
                return sound(subject, says, origin)
            case Failure(problem):
                return self._found(subject, problem, stops)

    def _news(self, subject: str, problems: Sequence[Problem], stops: Jobs) -> Iterator[Finding]:
        """Yield a finding for each problem, unless an earlier finding says that it stops as much."""
        for problem in problems:
            if not any(known == problem and stops <= stopped for known, stopped in self._known):
                yield self._found(subject, problem, stops)

    def _found(self, subject: str, problem: Problem, stops: Jobs = NONE) -> Finding:
        stopped = BOTH if self.wiring.kept is not None and stops >= PULL else stops  # a fleet pulls first
        self._known.append((problem, stopped))
        return self._mending.found(subject, problem, stopped)
