"""What ``bind`` and ``unbind`` are asked to do, and what they return."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, FileFault, HalfWritten, NoHome, Problem, ProjectFault, WriteFault, sentence
from ..parsing.text import MalformedPair, UnknownChoice, UnusableText, choose, nearest, usable_text
from ..parsing.untyped import WrongShape
from ..routing.pin import RouteDrift
from ..routing.providers import PROVIDERS, Provider, normalize_provider
from ..routing.route import ResourceRoute, RoutingError
from .binding import DEFAULT_DOCTRINE_MODE, DOCTRINE_MODES, Binding, BindingError, DoctrineMode

FIELD_OWNERS = ("external", "local", "shared", "spec_kitty")
ISSUE_FIELDS = (
    "title",
    "body",
    "status",
    "issue_type",
    "priority",
    "assignees",
    "labels",
    "parent",
    "links",
    "custom_fields",
)
_FOR_PUBLISHING = ("access_token", "token")
_NAME_THE_CACHE = ("server_url", "base_url", "username", "email", "team_slug")


@frozen
class UnknownCredential:
    """A credential was stored under a key that neither the tracker nor a publish reads.

    Attributes:
        provider: canonical name.
        key: as it was given.
        nearest: the known key that was probably meant, if any is similar.
    """

    provider: str
    key: str
    nearest: str | None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        meant = "" if self.nearest is None else f"; did you mean {self.nearest}?"
        return f"unknown credential {self.key!r} for {self.provider}{meant}"


@frozen(kw_only=True)
class BindOrder:
    """A binding that can be written.

    Attributes:
        provider: row of the table.
        workspace: for example ``acme.atlassian.net``.
        doctrine_mode: who owns the issues' fields; None leaves it as it is.
        doctrine_field_owners: the same field by field; none leaves them as they are.
        credentials: to be added to the provider's table; not printed.
    """

    provider: Provider
    workspace: str
    doctrine_mode: DoctrineMode | None
    doctrine_field_owners: Mapping[str, str]
    credentials: Mapping[str, str] = field(repr=False)

    @property
    def warnings(self) -> tuple[UnknownCredential, ...]:
        """Credentials that nothing reads; they are stored all the same."""
        row = self.provider
        known = (*(key for keys in row.needs for key in keys), *row.takes, *_FOR_PUBLISHING, *_NAME_THE_CACHE)
        return tuple(
            UnknownCredential(row.name, key, nearest(key, known)) for key in self.credentials if key not in known
        )

    def binding(self, old: Binding | None, resource: ResourceRoute | None) -> Result[Binding, RouteDrift]:
        """Return the binding, pinned to *resource*, that replaces the project's *old* one.

        A pin moves only where the order names the resource itself. The file may hold another project's credentials.
        """
        pin = old.resource if old is not None and old.provider == self.provider.name else None
        if pin not in {None, resource} and not self._names_the_resource:
            return Failure(RouteDrift(pin, resource))
        return Success(
            Binding(
                provider=self.provider.name,
                provider_as_typed=self.provider.name,
                workspace=self.workspace,
                doctrine_mode=self.doctrine_mode or (DEFAULT_DOCTRINE_MODE if old is None else old.doctrine_mode),
                doctrine_field_owners=self.doctrine_field_owners or ({} if old is None else old.doctrine_field_owners),
                resource=resource,
            )
        )

    @property
    def _names_the_resource(self) -> bool:
        return self.provider.route is not None and self.provider.route[1] in self.credentials


BindOrderError: TypeAlias = UnknownChoice | UnusableText


def parse_bind_order(
    *,
    provider: str,
    workspace: str,
    doctrine_mode: str | None = None,
    doctrine_field_owners: Mapping[str, str] | None = None,
    credentials: Mapping[str, str] | None = None,
) -> Result[BindOrder, BindOrderError]:
    """Parse what a person typed, or return the first thing wrong with it.

    Args:
        provider: any case, outer blanks and aliases are fine.
        workspace: not blank.
        doctrine_mode: one of the three; None leaves it as it is, at first ``external_authoritative``.
        doctrine_field_owners: field of an issue to ``external``, ``local``, ``shared`` or ``spec_kitty``.
        credentials: key to value, neither of them blank.
    """
    return Result.do(
        BindOrder(
            provider=PROVIDERS[name],
            workspace=site,
            doctrine_mode=mode,
            doctrine_field_owners=dict(owners),
            credentials=dict(entries),
        )
        for name in choose("provider", normalize_provider(provider), PROVIDERS)
        for site in usable_text("the workspace", workspace)
        for mode in _mode(doctrine_mode)
        for owners in Fold.collect([_owner(*pair) for pair in (doctrine_field_owners or {}).items()], Success(()))
        for entries in Fold.collect([_credential(*pair) for pair in (credentials or {}).items()], Success(()))
    )


def _mode(text: str | None) -> Result[DoctrineMode | None, UnknownChoice]:
    if not text:
        return Success(None)
    given = text.strip().lower()
    for mode in DOCTRINE_MODES:
        if mode == given:
            return Success(mode)
    begun = (mode for mode in DOCTRINE_MODES if given and mode.startswith(given))
    meant = nearest(given, DOCTRINE_MODES) or next(begun, None)
    return Failure(UnknownChoice("doctrine mode", given, DOCTRINE_MODES, meant))


def _owner(name: str, value: str) -> Result[tuple[str, str], UnknownChoice]:
    return Result.do(
        (issue_field, field_owner)
        for issue_field in choose("issue field", name.strip().lower(), ISSUE_FIELDS)
        for field_owner in choose(f"owner of {issue_field}", value.strip().lower(), FIELD_OWNERS)
    )


def _credential(key: str, value: str) -> Result[tuple[str, str], UnusableText]:
    return Result.do(
        (name, text)
        for name in usable_text("the name of a credential", key)
        for text in usable_text(f"credential {name!r}", value)
    )


CredentialsAre: TypeAlias = Literal["absent", "kept", "removed"]
CredentialsPolicy: TypeAlias = Literal["keep", "remove", "decide"]
"""What a person wants done with the credentials; ``decide`` leaves it to `credentials_may_go`."""


@frozen(kw_only=True)
class Bound:
    """A binding that was written.

    Attributes:
        config: the file that holds it.
        binding: what it holds; its ``resource`` is the pin.
        route: the resulting routing key, or why there is none, and so no pin.
        credentials: the names of the stored ones, sorted.
        missing: the names of those that ``pull`` still needs.
        warnings: what to know about it.
    """

    config: str
    binding: Binding
    route: Result[ResourceRoute, RoutingError]
    credentials: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[Problem, ...]


@frozen(kw_only=True)
class Unbound:
    """A binding that was removed.

    Attributes:
        config: the file that held it.
        provider: canonical name.
        credentials: what was done with the provider's credentials.
        warnings: what to know about the files that stay.
    """

    config: str
    provider: str
    credentials: CredentialsAre
    warnings: tuple[Problem, ...] = ()


WriteError: TypeAlias = WriteFault | HalfWritten
BindError: TypeAlias = BindOrderError | MalformedPair | FileFault | WrongShape | WriteError | RouteDrift | NoHome
UnbindError: TypeAlias = ProjectFault | FileFault | BindingError | WriteError


def credentials_may_go(binding: Binding, route: ResourceRoute | None, others: Iterable[Binding]) -> bool:
    """Say whether nothing else can need the credentials of a project that is being unbound.

    They may go if they are certainly this project's own: they give the very route that it is pinned to, and no other
    project is bound to the same provider. Such a project would use the same credentials, except for the routing key.

    Args:
        binding: of the project.
        route: what the credentials give.
        others: of the other projects that are known.
    """
    if binding.resource is None or binding.resource != route:
        return False
    return not any(other.provider == binding.provider for other in others)
