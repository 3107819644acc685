"""The job of one project: pull, and publish if the pull was complete."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Never

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.ledger import Ledger
from ...core.delivery.publish import PublishOrder
from ...core.delivery.receipt import Receipt, Unchanged
from ...core.fleet.holding import Record, failure_in
from ...core.fleet.outcome import Credential, Failed, Tried
from ...core.fleet.project import FleetProject
from ...core.result import sealed
from ...core.trackers.order import PullOrder
from ..clock import Clock
from ..credentials.commands import CredentialCommands
from ..delivery.attempts import Post
from ..delivery.client import SettingsFor
from ..operations.publish import Publisher, ignore
from ..operations.wiring import ledger_in
from ..project.config_file import config_path
from ..project.credentials_file import credentials_path
from ..project.settings_file import settings_path
from ..runtime import Runtime
from ..telemetry.observer import Observer, observer_in_use
from ..tracker.start import PullStart
from .asked import NOBODY, asked_by
from .braking import Ask, waiting_outside
from .contents import contents_of
from .ending import Finished, finished
from .failures import Hosts, JobError, failed
from .file import FleetSource
from .gates import Gatekeeper
from .gathering import gather
from .loading import Loaded, Loader
from .looks import digest_of, look_at
from .meanwhile import Meanwhile
from .settings import announced, paced

if TYPE_CHECKING:
    from .postgres.moves import Moves

_NOTHING: Result[None, Never] = Success(None)


@frozen
class Ready:
    """A project that was loaded.

    Attributes:
        loaded: the project.
        hosts: whom it asks, and with what.
    """

    loaded: Loaded
    hosts: Hosts

    @property
    def runtime(self) -> Runtime:
        """Of the project."""
        return self.loaded.runtime


@frozen(kw_only=True)
class Jobs:
    """Does the jobs of one fleet.

    Attributes:
        source: the fleet file.
        commands: prints credentials.
        gates: keeps the limits of hosts.
        clock: the sources of time and randomness.
        environ: names proxies and certificates, and may have the token of the server.
        settings_for: finds the settings of HTTP clients.
        post: sends a request once; None for the HTTP transport.
        moves: lets projects move between machines; None if this machine has them all.
        observer: returns who watches a job.
    """

    source: FleetSource
    commands: CredentialCommands
    gates: Gatekeeper
    clock: Clock
    environ: Mapping[str, str] = field(repr=False)
    settings_for: SettingsFor
    post: Post | None = None
    moves: "Moves | None" = None
    observer: Callable[[], Observer] = observer_in_use

    def ready(self, project: FleetProject) -> Result[Ready, Failed]:
        """Read the files of a project."""
        return self._loaded(project).map(partial(self._with_hosts, project))

    def done(self, project: FleetProject, ready: Ready, ask: Ask) -> Finished:
        """Pull and publish. A credential that a command printed, and that is refused, is asked for again, once.

        Args:
            project: the project.
            ready: its files.
            ask: is called before a host is asked.
        """
        accepted, meanwhile = (
            list[tuple[Credential, ...]](),
            Meanwhile(self._folders(project), ready.runtime.cache_path),
        )

        def run() -> Tried:
            ended = self._done(project, ready, ask, meanwhile)
            is_refused = isinstance(ended.tried, Failed) and ended.tried.refused is not None
            if is_refused and self._loader.is_renewed(project, ready.loaded):
                again = self._loaded(project).map(ready.loaded.renewed).map(partial(self._with_hosts, project))
                ended = again.map(lambda renewed: self._done(project, renewed, ask, meanwhile)).value_or(ended)
            accepted.append(ended.accepted)
            return ended.tried

        tried = self.observer().job(ready.runtime.binding.provider, run)
        return Finished(tried, accepted[0], meanwhile.has_changed)

    def files(self, project: FleetProject) -> str:
        """Return what the files look like that can change the outcome of a job: it differs if one was written.

        On many machines, it differs if one says something else: each machine may have its own copy.
        """
        named = (
            config_path(Path(project.path)),
            credentials_path(Path(project.home)),
            settings_path(Path(project.home)),
            self.source.path,
        )
        return " ".join(map(look_at if self.source.file.shared is None else digest_of, named))

    def everything(self, project: FleetProject, files: str) -> str:
        """Return *files*, and what else can be why a project failed; on many machines, each has its own of that."""
        if self.source.file.shared is not None:
            return files
        return f"{files} {contents_of(self._folders(project), Path(project.home))}"

    def looks(self, project: FleetProject, record: Record | None) -> str:
        """Return what a held project looks like: all that could release it. Nothing is looked at for any other one."""
        is_held = record is not None and failure_in(record.last.outcome) == "for good"
        return self.everything(project, self.files(project)) if is_held else ""

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return self.clock.now().timestamp()

    @property
    def _loader(self) -> Loader:
        return Loader(source=self.source, commands=self.commands, environ=self.environ, clock=self.clock)

    def _loaded(self, project: FleetProject) -> Result[Loaded, Failed]:
        return self._loader.load(project).alt(lambda error: failed(error, Hosts(NOBODY, NOBODY), self.now()))

    def _with_hosts(self, project: FleetProject, loaded: Loaded) -> Ready:
        return Ready(loaded, asked_by(self.source, project, loaded.runtime, self.environ))

    def _folders(self, project: FleetProject) -> tuple[Path, ...]:
        """Return the folder of a project, and those that the fleet file names for trackers on this machine."""
        given = (project.credentials, *self.source.file.credentials.values())
        named = (one.members.get("cwd", "") for one in given if one is not None)
        root = Path(project.path)
        return (root, *(root / folder for folder in named if folder))

    def _done(self, project: FleetProject, ready: Ready, ask: Ask, meanwhile: Meanwhile) -> Finished:
        hosts = ready.hosts
        match sealed(self._sent(project, ready, ask, meanwhile)):
            case Success(sent):
                return finished(sent, hosts)
            case Failure(error):
                return Finished(failed(error, hosts, self.now(), ready.runtime.credentials))

    def _sent(
        self, project: FleetProject, ready: Ready, ask: Ask, meanwhile: Meanwhile
    ) -> Result[Receipt | Unchanged, JobError]:
        runtime, observer, hosts = ready.runtime, self.observer(), ready.hosts
        endpoint = self.source.file.endpoint
        moved = None if self.moves is None else self.moves.of(project.name, runtime.cache_path)
        # Whoever asks may wait for another job first; that is done before the deadline of a pull or a publish begins.
        asking_tracker = announced(self.settings_for, lambda: ask(hosts.tracker, "patiently"))
        asking_server = announced(self.settings_for, lambda: ask(hosts.server, "at once"))
        pull = PullStart(
            runtime=runtime,
            clock=self.clock,
            order=PullOrder(insecure_http=self.source.file.insecure_http),
            environ=self.environ,
            settings_for=paced(asking_tracker, lambda: self.gates.pace(hosts.tracker)),
            observer=observer,
        )
        return Result.do(
            sent
            for ledger in (ledger_in(runtime.home, self.clock, self.environ) if moved is None else Success(moved.guard))
            for _here in (_NOTHING if moved is None else moved.arrive())
            for _links in gather(runtime)
            for _ in meanwhile.after(pull.run())
            for _gone in (_NOTHING if moved is None else moved.leave())
            for publisher in Success(self._publisher(ready, ledger, observer, asking_server))
            for publish in Success(partial(publisher.publish_unobserved, endpoint))
            for sent in observer.publish(
                endpoint, runtime.binding.provider, partial(waiting_outside, ask, hosts.server, publish)
            )
        )

    def _publisher(self, ready: Ready, ledger: Ledger, observer: Observer, settings_for: SettingsFor) -> Publisher:
        return Publisher(
            runtime=ready.runtime,
            order=PublishOrder(auth_token=ready.loaded.token, skip_unchanged=True),
            ledger=ledger,
            clock=self.clock,
            environ=self.environ,
            settings_for=settings_for,
            post=self.post,
            on_progress=ignore,
            observer=observer,
        )
