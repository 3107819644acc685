"""Makes everything ready for a pull, and runs it."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Never

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.issues.filing import connector_workspace, filing_workspace
from ...core.issues.model import Status
from ...core.issues.pull import read_access
from ...core.issues.tracker_url import TrackerUrlError, parse_tracker_url
from ...core.parsing.secret import Secret
from ...core.parsing.untyped import WrongShape
from ...core.project.issue_filter import UnusableFilter, check_filter
from ...core.routing.providers import PROVIDERS, Provider, ProviderName, known_provider, row_of
from ...core.routing.route import ResourceRoute
from ...core.trackers.batch import RenamedProject
from ...core.trackers.merge import owner_by
from ...core.trackers.model import Context
from ...core.trackers.names import names_digest
from ...core.trackers.order import PullOrder
from ...core.trackers.pulled import PullCounts, Pulled, PullError
from ..cache.writer import CacheWriter
from ..clock import Clock
from ..delivery.client import SettingsFor, client_settings
from ..files.reading import printable
from ..project.config_file import config_path
from ..runtime import Runtime
from ..telemetry.observer import UNOBSERVED, Observer
from .asking import Asking, ReadyTracker, with_origin
from .beginning import Beginning, begin
from .http import tracker_http
from .patience import Deadline
from .pull import Pull
from .readers import Briefing
from .resource import Resource

if TYPE_CHECKING:
    from .command import TrackerCommand


@frozen(kw_only=True)
class PullStart:
    """A pull that has not begun.

    Attributes:
        runtime: of the project.
        clock: what is waited by.
        order: what is asked for.
        environ: names proxies and certificates; a tracker's command gets it, without our tokens.
        on_page: is told how many issues were read, page after page; None tells nobody.
        observer: watches the pull and its requests.
        settings_for: finds the settings of the HTTP client; None to read them from the environment each time.
    """

    runtime: Runtime
    clock: Clock
    order: PullOrder
    environ: Mapping[str, str]
    on_page: Callable[[PullCounts], None] | None = None
    observer: Observer = UNOBSERVED
    settings_for: SettingsFor | None = None

    def run(self) -> Result[Pulled, PullError]:
        """Bring the cache of the project up to date with its tracker."""
        return self.observer.pull(self.runtime.binding.provider, self._run)

    def ready(self) -> Result[ReadyTracker, PullError]:
        """Check everything that a pull needs before it asks the tracker, or return the first thing that is wrong."""
        insecure_http = self.order.insecure_http
        return Result.do(
            ReadyTracker(name=name, access=addressed, settings=settings, statuses=statuses, credentials=credentials)
            for _ in self.runtime.consent
            for _routing in self.runtime.routing
            for name in _known(self.runtime)
            for _filter in _usable_filter(self.runtime)
            for credentials in self.runtime.all_credentials
            for access in read_access(PROVIDERS[name], credentials)
            for url in _url(PROVIDERS[name], access, insecure_http=insecure_http)
            for addressed in Success(_with_url(PROVIDERS[name], access, url))
            for settings in (self.settings_for or partial(client_settings, self.environ))(url)
            for statuses in self.runtime.statuses
        )

    @contextmanager
    def asking(self, ready: ReadyTracker, deadline: Deadline) -> Iterator[Asking]:
        """Open what a tracker is asked with, and close it in the end."""

        def command() -> "TrackerCommand":
            from .command import TrackerCommand  # noqa: PLC0415 - few trackers have a command

            return TrackerCommand(ready.name, self.runtime.folder, self.environ, deadline)

        hide = _hider(PROVIDERS[ready.name], ready.access)
        with tracker_http(ready.name, ready.settings, hide, self.clock, deadline) as http:
            http.observer = self.observer
            yield Asking(ready=ready, http=http, command=command)

    def _run(self) -> Result[Pulled, PullError]:
        return Result.do(
            evolve(pulled, warnings=(*self.runtime.warnings, *pulled.warnings))
            for ready in self.ready()
            for pulled in self._pull(ready).alt(partial(with_origin, ready.credentials))
        )

    def _pull(self, ready: ReadyTracker) -> Result[Pulled, PullError]:
        resource = resource_of(self.runtime, ready.statuses)

        def begun(writer: CacheWriter) -> Result[Beginning, Never]:
            is_local = PROVIDERS[ready.name].is_local  # then each list is the whole one
            return Success(begin(writer, resource, self.order, self.clock.now(), is_always_full=is_local))

        return Result.do(
            pulled for beginning in resource.write(begun) for pulled in self._read(ready, resource, beginning)
        )

    def _read(self, ready: ReadyTracker, resource: Resource, beginning: Beginning) -> Result[Pulled, PullError]:
        deadline = Deadline.after(self.order.deadline_seconds, self.clock)
        with self.asking(ready, deadline) as asking:
            tracker = asking.tracker(Briefing(self.runtime.binding.filter, beginning.site))
            return Pull(
                resource=resource,
                beginning=beginning,
                reader=tracker.reader,
                translate=tracker.translate,
                order=self.order,
                clock=self.clock,
                deadline=deadline,
                on_page=self.on_page,
            ).run()


def _known(runtime: Runtime) -> Result[ProviderName, WrongShape]:
    provider = runtime.binding.provider
    name = known_provider(provider)
    if name is not None:
        return Success(name)
    source, known = printable(config_path(runtime.folder)), ", ".join(PROVIDERS)
    return Failure(WrongShape(source, "tracker.provider", f"one of {known}", repr(provider)))


def _usable_filter(runtime: Runtime) -> Result[str | None, UnusableFilter]:
    """Check the filter that the config has by now: ``bind`` is not the only one that writes there."""
    binding = runtime.binding
    if binding.filter is None:
        return Success(None)
    where = f"{printable(config_path(runtime.folder))}: tracker.filter"
    return check_filter(where, binding.provider, binding.filter)


def _url(row: Provider, access: Mapping[str, str], *, insecure_http: bool) -> Result[str, TrackerUrlError]:
    """Return the checked URL of the tracker; an empty text if it is not asked over HTTP."""
    if row.address is None:
        return Success("")
    key, usual = row.address
    return parse_tracker_url(row.name, key, access.get(key, usual), insecure_http=insecure_http)


def _with_url(row: Provider, access: Mapping[str, str], url: str) -> Mapping[str, str]:
    return access if row.address is None else {**access, row.address[0]: url}


def resource_of(runtime: Runtime, statuses: Mapping[str, Status]) -> Resource:
    """Return what a project pulls, and where it is kept.

    Args:
        runtime: of the project.
        statuses: its own names of statuses, as `parse_status_map` returns them.
    """
    binding, credentials, row = runtime.binding, runtime.credentials, row_of(runtime.binding.provider)
    workspace, route = filing_workspace(binding, credentials), runtime.route.value_or(None)
    return Resource(
        path=runtime.cache.path,
        busy_seconds=runtime.cache.busy_seconds,
        keys=runtime.filing.keys,
        context=Context(provider=binding.provider, workspace=workspace, status_map=statuses),
        names=names_digest(statuses),
        alias=connector_workspace(binding, credentials),
        owner_of=owner_by(binding),
        owns=runtime.owns,
        tells_by_key=_tells_by_key(row, route),
        renamed=RenamedProject(
            provider=binding.provider,
            workspace=binding.workspace,
            credential="" if row.route is None else row.route[1],
            old="" if route is None else route.external_resource_id,
            new="",
        ),
    )


def _tells_by_key(row: Provider, route: ResourceRoute | None) -> bool:
    """Say whether the ref of an issue says which resource it belongs to: by its workspace, or by its key."""
    is_filed_apart = bool(row.reads) and row.files_under == row.reads
    return is_filed_apart or (route is not None and route.external_resource_type == "jira_project")


def _hider(row: Provider, access: Mapping[str, str]) -> Callable[[str], str]:
    secret = [keys for keys in row.needs if row.secrets & set(keys)]
    secrets = [Secret(text) for keys in secret for text in _spellings(access, keys)]

    def hide(text: str) -> str:
        for secret in secrets:
            text = secret.hide_in(text)
        return text

    return hide


def _spellings(access: Mapping[str, str], keys: tuple[str, ...]) -> Iterator[str]:
    """Return how a secret may be sent: as it is, or behind a name in Base64 (RFC 7617)."""
    for text in (access[key] for key in keys if key in access):
        yield text
        yield b64encode(f"{access.get('email', '')}:{text}".encode()).decode()
