"""What ``bind`` is asked for, parsed before any file is touched."""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from .binding import DEFAULT_DOCTRINE_MODE, DOCTRINE_MODES, Binding, DoctrineMode
from .choice import UnknownChoice, choose, nearest
from .notice import UnknownCredential
from .pin import RouteDrift
from .provider import PROVIDERS, Provider, normalize_provider
from .routing import ResourceRoute
from .text import UnusableText, usable_text

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


@frozen(kw_only=True)
class BindOrder:
    """A binding that can be written.

    Attributes:
        provider: row of the table.
        workspace: for example ``acme.atlassian.net``.
        doctrine_mode: who owns the issues' fields; None leaves it as it is.
        doctrine_field_owners: the same field by field; none leaves them as they are.
        credentials: to be put into the provider's table, beside what stands there; not printed.
    """

    provider: Provider
    workspace: str
    doctrine_mode: DoctrineMode | None
    doctrine_field_owners: Mapping[str, str]
    credentials: Mapping[str, str] = field(repr=False)

    @property
    def notices(self) -> tuple[UnknownCredential, ...]:
        """What is odd about the credentials, though it is done."""
        row = self.provider
        known = (*(key for keys in row.needs for key in keys), *row.takes, *_FOR_PUBLISHING, *_NAME_THE_CACHE)
        return tuple(
            UnknownCredential(row.name, key, nearest(key, known)) for key in self.credentials if key not in known
        )

    def binding(self, old: Binding | None, resource: ResourceRoute | None) -> Result[Binding, RouteDrift]:
        """Return the binding, pinned to *resource*, in place of the *old* one of the project.

        A pin moves only where the order names the resource itself: that the credentials of another project stand in
        the file is no reason.
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
    """Parse what a person typed, or return the first thing that is wrong with it.

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
    return Failure(UnknownChoice("doctrine mode", given, DOCTRINE_MODES, nearest(given, DOCTRINE_MODES)))


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
