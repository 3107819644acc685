"""What ``bind`` is asked to do."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias, TypedDict

from attrs import field, frozen
from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success
from typing_extensions import Unpack

from ..errors import Category, sentence
from ..parsing.text import UnknownChoice, UnusableText, choose, nearest, usable_text
from ..parsing.untyped import WrongShape
from ..routing.pin import RouteDrift, drift
from ..routing.providers import PROVIDERS, Provider, normalize_provider
from ..routing.route import ResourceRoute
from .binding import DEFAULT_DOCTRINE_MODE, DOCTRINE_MODES, Binding, DoctrineMode, parse_filter
from .issue_filter import UnusableFilter, check_filter

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


class UnknownCredential(Struct, frozen=True):
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


class BindOptions(TypedDict, total=False):
    """What else a binding says, as keyword arguments. What is left out, or None, stays as it is.

    Attributes:
        doctrine_mode: one of the contract's three modes; at first ``external_authoritative``.
        doctrine_field_owners: field of an issue to ``external``, ``local``, ``shared`` or ``spec_kitty``.
        filter: which issues the project has: what the provider's ``filters_by`` says. Blank text is for all.
        credentials: credentials to add to those that the provider has; neither keys nor values are blank.
    """

    doctrine_mode: str | None
    doctrine_field_owners: Mapping[str, str] | None
    filter: str | None
    credentials: Mapping[str, str] | None


@frozen(kw_only=True)
class BindOrder:
    """A binding that can be written.

    Attributes:
        provider: row of the table.
        workspace: for example ``acme.atlassian.net``.
        doctrine_mode: who owns the issues' fields; None leaves it as it is.
        doctrine_field_owners: the same field by field; none leaves them as they are.
        filter: which issues the project has; None leaves that as it is, and empty text is for all.
        credentials: to be added to the provider's table; not printed.
    """

    provider: Provider
    workspace: str
    doctrine_mode: DoctrineMode | None
    doctrine_field_owners: Mapping[str, str]
    filter: str | None = None
    credentials: Mapping[str, str] = field(repr=False)

    @property
    def warnings(self) -> tuple[UnknownCredential, ...]:
        """Credentials that nothing reads; they are stored all the same."""
        row = self.provider
        known = (*row.keys, *_FOR_PUBLISHING, *_NAME_THE_CACHE)
        return tuple(
            UnknownCredential(row.name, key, nearest(key, known)) for key in self.credentials if key not in known
        )

    def filter_after(self, source: str, tracker: Mapping[str, object]) -> Result[str | None, WrongShape]:
        """Return the filter that the new binding has.

        That of another tracker goes; else it stays unless the order says otherwise, whatever else is wrong with the
        file: without it, more would be published than was meant.

        Args:
            source: the config's name.
            tracker: its tracker section.
        """
        if self.filter is not None:
            return Success(self.filter or None)
        provider = tracker.get("provider")
        is_same = provider is None or normalize_provider(str(provider)) == self.provider.name
        return parse_filter(source, tracker) if is_same else Success(None)

    def binding(
        self, old: Binding | None, resource: ResourceRoute | None, issue_filter: str | None
    ) -> Result[Binding, RouteDrift]:
        """Return the binding that replaces the project's *old* one.

        Args:
            old: None if there is none, or none that can be read.
            resource: becomes the pin. A pin moves only where the order names the resource itself, for the file may
                hold another project's credentials, and so may the environment.
            issue_filter: of `filter_after`.
        """
        pin = old.resource if old is not None and old.provider == self.provider.name else None
        if pin is not None and pin != resource and not self._names(resource):
            return Failure(drift(self.provider.name, pin, resource))
        return Success(
            Binding(
                provider=self.provider.name,
                provider_as_typed=self.provider.name,
                workspace=self.workspace,
                doctrine_mode=self.doctrine_mode or (DEFAULT_DOCTRINE_MODE if old is None else old.doctrine_mode),
                doctrine_field_owners=self.doctrine_field_owners or ({} if old is None else old.doctrine_field_owners),
                filter=issue_filter,
                resource=resource,
            )
        )

    def _names(self, resource: ResourceRoute | None) -> bool:
        rule = self.provider.route
        named = None if rule is None else self.credentials.get(rule[1])
        return resource is not None and named == resource.external_resource_id


BindOrderError: TypeAlias = UnknownChoice | UnusableText | UnusableFilter


def parse_bind_order(
    *, provider: str, workspace: str, **options: Unpack[BindOptions]
) -> Result[BindOrder, BindOrderError]:
    """Parse what a person typed, or return the first thing wrong with it.

    Args:
        provider: any case, outer blanks and aliases are fine.
        workspace: not blank.
        options: see `BindOptions`.
    """
    owners_given, credentials_given = options.get("doctrine_field_owners"), options.get("credentials")
    return Result.do(
        BindOrder(
            provider=PROVIDERS[name],
            workspace=site,
            doctrine_mode=mode,
            doctrine_field_owners=dict(owners),
            filter=wanted,
            credentials=dict(entries),
        )
        for name in choose("provider", normalize_provider(provider), PROVIDERS)
        for site in usable_text("the workspace", workspace)
        for mode in _mode(options.get("doctrine_mode"))
        for owners in Fold.collect([_owner(*pair) for pair in (owners_given or {}).items()], Success(()))
        for wanted in _filter(name, options.get("filter"))
        for entries in Fold.collect([_credential(*pair) for pair in (credentials_given or {}).items()], Success(()))
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


def _filter(provider: str, text: str | None) -> Result[str | None, UnusableText | UnusableFilter]:
    if text is None or not text.strip():
        return Success(None if text is None else "")
    return Result.do(
        checked
        for usable in usable_text("the filter", text)
        for checked in check_filter("the filter", provider, usable)
    )


def _credential(key: str, value: str) -> Result[tuple[str, str], UnusableText]:
    return Result.do(
        (name, text)
        for name in usable_text("the name of a credential", key)
        for text in usable_text(f"credential {name!r}", value)
    )
