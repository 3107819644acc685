"""What a project's ``.kittify/config.yaml`` says about its tracker."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias, get_args

from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.untyped import TOP_LEVEL, WrongShape, as_mapping, as_text, as_texts
from ..routing.credentials import MalformedCredential
from ..routing.given import CredentialsCommandFailed
from ..routing.providers import normalize_provider, row_of
from ..routing.route import ResourceRoute, parse_halves
from .consent import EgressRefused, parse_refusal
from .faults import FileFault, ProjectFault
from .secret_faults import UnusableSetting

DoctrineMode: TypeAlias = Literal["external_authoritative", "spec_kitty_authoritative", "split_ownership", "split"]
"""Who owns the issues' fields. ``split`` is an old spelling that files have; it is passed on, and never written."""
DEFAULT_DOCTRINE_MODE: DoctrineMode = "external_authoritative"
DOCTRINE_MODES: tuple[DoctrineMode, ...] = (DEFAULT_DOCTRINE_MODE, "spec_kitty_authoritative", "split_ownership")
_READABLE: tuple[DoctrineMode, ...] = get_args(DoctrineMode)

OwnershipKey: TypeAlias = Literal["ownership", "doctrine"]
_OWNERSHIP_KEYS: tuple[OwnershipKey, ...] = get_args(OwnershipKey)


def _read_only(mapping: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(mapping))


@frozen(kw_only=True)
class Binding:
    """One project bound to one workspace of one tracker.

    Attributes:
        provider: canonical name, as it goes on the wire.
        provider_as_typed: the spelling in the file; the name of the cache is derived from it (`cache_scope`).
        workspace: for example ``acme.atlassian.net``.
        doctrine_mode: who owns the issues' fields.
        doctrine_field_owners: the same field by field, read-only.
        filter: which issues of the resource the project has, in the tracker's words; None for all.
        resource: the pin: the route that the project was bound to, where it was bound to one.
        egress_refused: why the project's data must not leave the machine; None if it may.
        status_map: the project's own names of statuses, each with one of the six, as the file has them; read-only.
        project_uuid: ``project.uuid``, where there is one.
        project_slug: ``project.slug``, where there is one.
    """

    provider: str
    provider_as_typed: str
    workspace: str
    doctrine_mode: DoctrineMode = DEFAULT_DOCTRINE_MODE
    doctrine_field_owners: Mapping[str, str] = field(factory=dict, converter=_read_only)
    filter: str | None = None
    resource: ResourceRoute | None = None
    egress_refused: EgressRefused | None = None
    status_map: Mapping[str, str] = field(factory=dict, converter=_read_only)
    project_uuid: str | None = None
    project_slug: str | None = None


class NotBound(Struct, frozen=True):
    """The project names no tracker: *member* is absent or blank in *source*."""

    source: str
    member: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}: no {self.member}; bind the project with `trackpost bind` first"


class HostedBinding(Struct, frozen=True):
    """The project is bound through the hosted service, which knows the workspace; the config does not.

    Attributes:
        source: the file's name.
        provider: canonical name.
    """

    source: str
    provider: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        row = row_of(self.provider)
        keys = (spellings[0] for spellings in row.needs)
        options = "".join(f" --credential {key}={'-' if key in row.secrets else key.upper()}" for key in keys)
        return (
            f"{self.source}: bound through the hosted service, so there is no tracker.workspace; add it, and the "
            f"credentials, with `trackpost bind --provider {self.provider} --workspace WORKSPACE{options}`"
        )


class UnknownDoctrineMode(Struct, frozen=True):
    """The mode of ``tracker.ownership``, or ``tracker.doctrine``, is unknown."""

    source: str
    mode: str
    section: OwnershipKey = "doctrine"
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        known = ", ".join(DOCTRINE_MODES)
        return f"{self.source}: tracker.{self.section}.mode must be one of {known}, not {self.mode!r}"


BindingError: TypeAlias = NotBound | HostedBinding | WrongShape | UnknownDoctrineMode


def ownership_key(tracker: Mapping[str, object]) -> OwnershipKey:
    """Return the section that says who owns the fields: ``ownership``, or in an older file ``doctrine``.

    >>> ownership_key({"doctrine": {}}), ownership_key({"doctrine": {}, "ownership": {}}), ownership_key({})
    ('doctrine', 'ownership', 'ownership')
    """
    filled = (key for key in _OWNERSHIP_KEYS if tracker.get(key) is not None)
    present = (key for key in _OWNERSHIP_KEYS if key in tracker)
    return next(filled, next(present, "ownership"))


def parse_binding(source: str, raw: object) -> Result[Binding, BindingError]:
    """Parse what a YAML reader made of the config.

    Args:
        source: the file's name, for errors.
        raw: anything.

    Returns:
        The binding, or the first thing that is wrong with *raw*.
    """
    return Result.do(
        Binding(
            provider=canonical,
            provider_as_typed=provider,
            workspace=workspace,
            doctrine_mode=mode,
            doctrine_field_owners=owners,
            filter=issue_filter,
            resource=resource,
            egress_refused=parse_refusal(
                source, config, tracker, is_local=row_of(normalize_provider(provider)).is_local
            ),
            status_map=status_map,
            project_uuid=uuid,
            project_slug=slug,
        )
        for config in as_mapping(source, TOP_LEVEL, raw)
        for tracker in as_mapping(source, "tracker", config.get("tracker"))
        for provider in _required(source, "tracker.provider", tracker.get("provider"))
        for canonical in Success(normalize_provider(provider))
        for workspace in _workspace(source, tracker, canonical)
        for section in Success(ownership_key(tracker))
        for ownership in as_mapping(source, f"tracker.{section}", tracker.get(section))
        for mode in _doctrine_mode(source, section, ownership.get("mode"))
        for owners in as_texts(source, f"tracker.{section}.field_owners", ownership.get("field_owners"))
        for status_map in as_texts(source, "tracker.status_map", tracker.get("status_map"))
        for issue_filter in parse_filter(source, tracker)
        for pin in as_mapping(source, "tracker.resource", tracker.get("resource"))
        for resource_type in as_text(source, "tracker.resource.type", pin.get("type"))
        for resource_id in as_text(source, "tracker.resource.id", pin.get("id"))
        for resource in _pin(source, resource_type, resource_id)
        for project in as_mapping(source, "project", config.get("project"))
        for uuid in as_text(source, "project.uuid", project.get("uuid"))
        for slug in as_text(source, "project.slug", project.get("slug"))
    )


def parse_filter(source: str, tracker: Mapping[str, object]) -> Result[str | None, WrongShape]:
    """Return ``tracker.filter``; whether the tracker understands it is not looked at.

    Args:
        source: the file's name.
        tracker: its tracker section.
    """
    return as_text(source, "tracker.filter", tracker.get("filter"))


def _required(source: str, member: str, raw: object) -> Result[str, NotBound | WrongShape]:
    return Result.do(
        text for text_or_none in as_text(source, member, raw) for text in _present(source, member, text_or_none)
    )


def _present(source: str, member: str, text: str | None) -> Result[str, NotBound]:
    return Failure(NotBound(source, member)) if text is None else Success(text)


def _workspace(source: str, tracker: Mapping[str, object], provider: str) -> Result[str, BindingError]:
    found = _required(source, "tracker.workspace", tracker.get("workspace"))
    if not _is_hosted(tracker, provider):
        return found.lash(Failure)
    return found.lash(lambda fault: Failure(HostedBinding(source, provider) if isinstance(fault, NotBound) else fault))


def _is_hosted(tracker: Mapping[str, object], provider: str) -> bool:
    """Say whether Spec Kitty takes the project for bound: its hosted service knows it by either of two members."""
    return not row_of(provider).is_local and any(tracker.get(member) for member in ("binding_ref", "project_slug"))


def _pin(source: str, resource_type: str | None, resource_id: str | None) -> Result[ResourceRoute | None, WrongShape]:
    return parse_halves(resource_type, resource_id).alt(
        lambda absent: WrongShape(source, f"tracker.resource.{absent}", "text, as the other half is", "nothing")
    )


def _doctrine_mode(
    source: str, section: OwnershipKey, raw: object
) -> Result[DoctrineMode, WrongShape | UnknownDoctrineMode]:
    return Result.do(
        mode
        for text in as_text(source, f"tracker.{section}.mode", raw)
        for mode in _known_mode(source, section, text or DEFAULT_DOCTRINE_MODE)
    )


def _known_mode(source: str, section: OwnershipKey, text: str) -> Result[DoctrineMode, UnknownDoctrineMode]:
    for mode in _READABLE:
        if mode == text:
            return Success(mode)
    return Failure(UnknownDoctrineMode(source, text, section))


RuntimeFault: TypeAlias = (
    ProjectFault | FileFault | BindingError | MalformedCredential | UnusableSetting | CredentialsCommandFailed
)
