"""Binds a project to a tracker, and unbinds it: config, credentials and register in one step."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from ...core.parsing.untyped import WrongShape, as_texts
from ...core.project.bind import (
    BindError,
    Bound,
    CredentialsAre,
    CredentialsPolicy,
    UnbindError,
    Unbound,
    WriteError,
    credentials_may_go,
)
from ...core.project.bind_order import BindOrder
from ...core.project.binding import Binding, NotBound, RuntimeFault, parse_binding
from ...core.project.consent import parse_refusal
from ...core.project.faults import NoFileLocks, NoProject, NotAProject, UnwritableFile
from ...core.result import sealed
from ...core.routing.credentials import missing_credentials
from ...core.routing.origins import Credentials, all_from, file_origin, from_environment, over
from ...core.routing.pin import RouteDrift
from ...core.routing.providers import row_of
from ...core.routing.route import resolve_route
from ..clock import Clock
from ..credentials.held import read_credentials
from ..files.atomic import NewFile, replace_all
from ..files.lock import holding
from ..files.reading import is_folder, printable
from ..project.config_edit import with_binding, without_binding
from ..project.config_file import Config, read_binding, read_config
from ..project.credentials_edit import with_credentials, without_credentials
from ..project.credentials_file import CredentialsFile, credentials_path, exposure, read_credentials_file
from ..project.known_projects import registered, with_roots
from ..runtime import Runtime, runtime_of


@frozen
class Binder:
    """The files that say what a project is bound to.

    They are written together or not at all. A process that is killed in between leaves each of them whole, old or new.

    Attributes:
        root: the folder that holds ``.kittify/``.
        home: the folder that holds ``credentials``.
        environ: may have credentials, which are not stored.
        busy_seconds: how long to wait for another writer.
    """

    root: Path
    home: Path
    environ: Mapping[str, str] = field(factory=dict, repr=False)
    busy_seconds: float = 5.0

    def bind(self, order: BindOrder) -> Result[Bound, BindError]:
        """Bind the project as *order* says, and pin it to the route that results; ``.kittify/`` is made if absent."""

        def write(unlocked: tuple[NoFileLocks, ...]) -> Result[Bound, BindError]:
            return Result.do(
                evolve(bound, warnings=(*bound.warnings, *unlocked))
                for _ in self._folder()
                for config in read_config(self.root)
                for credentials_file in read_credentials_file(self.home, order.provider.name)
                for bound in self._write(order, config, credentials_file)
            )

        return holding(credentials_path(self.home), self.busy_seconds, write)

    def draft(self, order: BindOrder, clock: Clock) -> Result[Runtime, RuntimeFault | RouteDrift]:
        """Return the project as it would be if it was bound so; nothing is written.

        Whether its data may leave the machine, and what its statuses mean, stays as the config has it.
        """
        return Result.do(
            runtime
            for config in read_config(self.root)
            for credentials_file in read_credentials_file(self.home, order.provider.name)
            for held in read_credentials(self.home, order.provider.name, self.environ, clock)
            for credentials in Success(self._credentials_after(order, credentials_file))
            for binding in _binding_after(order, config, credentials)
            for kept in Success(_with_what_stays(binding, config))
            for runtime in runtime_of(self.root, self.home, kept, held.replaced(credentials, completely=False))
        )

    def unbind(self, policy: CredentialsPolicy) -> Result[Unbound, UnbindError]:
        """Remove the binding, and the provider's credentials as *policy* says."""

        def write(unlocked: tuple[NoFileLocks, ...]) -> Result[Unbound, UnbindError]:
            return Result.do(
                evolve(unbound, warnings=(*unbound.warnings, *unlocked))
                for binding in read_binding(self.root)
                for config in read_config(self.root)
                for credentials_file in read_credentials_file(self.home, binding.provider)
                for unbound in self._remove(config, credentials_file, self._fate(binding, credentials_file, policy))
            )

        return holding(credentials_path(self.home), self.busy_seconds, write)

    def _write(self, order: BindOrder, config: Config, credentials_file: CredentialsFile) -> Result[Bound, BindError]:
        row, credentials = order.provider, self._credentials_after(order, credentials_file)
        return Result.do(
            Bound(
                config=printable(config.path),
                binding=binding,
                route=resolve_route(row.name, credentials),
                credentials=tuple(sorted(credentials)),
                missing=missing_credentials(row, credentials),
                warnings=order.warnings,
            )
            for binding in _binding_after(order, config, credentials)
            for new_config in with_binding(config, binding)
            for new_credentials in self._renewed(credentials_file, order)
            for _ in replace_all(
                [*new_credentials, with_roots(self.home, self._others | {self.root.resolve()}), new_config]
            )
        )

    def _credentials_after(self, order: BindOrder, credentials_file: CredentialsFile) -> Credentials:
        row, origin = order.provider, file_origin(credentials_file.name)
        stored = all_from(origin, {**credentials_file.table, **order.credentials})
        return over(row, from_environment(row, self.environ), stored)

    def _folder(self) -> Result[None, UnwritableFile]:
        if is_folder(self.root):
            return Success(None)
        return Failure(UnwritableFile(printable(self.root), "there is no such folder"))

    def _renewed(
        self, credentials_file: CredentialsFile, order: BindOrder
    ) -> Result[tuple[NewFile, ...], UnwritableFile]:
        """Return the credentials file, if there is something to put there, or if others can read it."""
        if not order.credentials and exposure(self.home) is None:
            return Success(())
        return with_credentials(credentials_file, order.credentials).map(lambda new: (new,))

    def _remove(
        self, config: Config, credentials_file: CredentialsFile, fate: CredentialsAre
    ) -> Result[Unbound, WriteError]:
        exposed = (
            None if fate == "removed" else exposure(self.home)
        )  # a file that is rewritten has its permissions mended
        warnings = () if exposed is None else (exposed,)
        return Result.do(
            Unbound(
                config=printable(config.path), provider=credentials_file.provider, credentials=fate, warnings=warnings
            )
            for new_config in without_binding(config)
            for new_credentials in (
                without_credentials(credentials_file).map(lambda new: (new,)) if fate == "removed" else Success(())
            )
            for _ in replace_all([*new_credentials, with_roots(self.home, self._others), new_config])
        )

    def _fate(self, binding: Binding, credentials_file: CredentialsFile, policy: CredentialsPolicy) -> CredentialsAre:
        if not credentials_file.table:
            return "absent"
        route = resolve_route(binding.provider, credentials_file.table).value_or(None)
        decided = credentials_may_go(binding, route, self._others_bound(binding))
        return "removed" if (decided if policy == "decide" else policy == "remove") else "kept"

    def _others_bound(self, binding: Binding) -> Iterator[Binding]:
        """Return the bindings of all other known projects; a config that cannot be read may hold one like this."""
        if registered(self.home) is None:
            yield binding
        for other in self._others:
            match sealed(read_binding(other)):
                case Success(found):
                    yield found
                case Failure(NoProject() | NotAProject() | NotBound()):
                    pass
                case Failure():
                    yield binding

    @property
    def _others(self) -> frozenset[Path]:
        return (registered(self.home) or frozenset()) - {self.root.resolve()}


def _binding_after(
    order: BindOrder, config: Config, credentials: Credentials
) -> Result[Binding, WrongShape | RouteDrift]:
    route = resolve_route(order.provider.name, credentials).value_or(None)
    return Result.do(
        binding
        for issue_filter in order.filter_after(printable(config.path), config.tracker)
        for binding in order.binding(_earlier(order, config), route, issue_filter)
    )


def _with_what_stays(binding: Binding, config: Config) -> Binding:
    source, is_local = printable(config.path), row_of(binding.provider).is_local
    members = {str(name): member for name, member in config.members.items()}
    refused = parse_refusal(source, members, config.tracker, is_local=is_local)
    names = as_texts(source, "tracker.status_map", config.tracker.get("status_map")).value_or({})
    return evolve(binding, egress_refused=refused, status_map=names)


def _earlier(order: BindOrder, config: Config) -> Binding | None:
    """Return what the config says so far. A hosted binding has no workspace, and who owns the fields all the same."""
    said = {name: value for name, value in config.tracker.items() if value is not None}
    tracker = {"provider": order.provider.name, "workspace": order.workspace, **said}
    return parse_binding(printable(config.path), {"tracker": tracker}).value_or(None)
