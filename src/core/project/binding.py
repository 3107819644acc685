"""What a project's ``.kittify/config.yaml`` says of its tracker."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias, get_args

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ..errors import Category, FileFault, ProjectFault, sentence
from ..parsing.untyped import TOP_LEVEL, WrongShape, as_mapping, as_text, as_texts
from ..routing.credentials import MalformedCredential
from ..routing.providers import normalize_provider
from ..routing.route import ResourceRoute

DoctrineMode: TypeAlias = Literal["external_authoritative", "spec_kitty_authoritative", "split_ownership"]
DOCTRINE_MODES: tuple[DoctrineMode, ...] = get_args(DoctrineMode)
DEFAULT_DOCTRINE_MODE: DoctrineMode = "external_authoritative"


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
        resource: the pin: the route that the project was bound to, where it was bound to one.
        project_uuid: ``project.uuid``, where there is one.
        project_slug: ``project.slug``, where there is one.
    """

    provider: str
    provider_as_typed: str
    workspace: str
    doctrine_mode: DoctrineMode = DEFAULT_DOCTRINE_MODE
    doctrine_field_owners: Mapping[str, str] = field(factory=dict, converter=_read_only)
    resource: ResourceRoute | None = None
    project_uuid: str | None = None
    project_slug: str | None = None


@frozen
class NotBound:
    """The project names no tracker: *member* is absent or blank in *source*."""

    source: str
    member: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}: no {self.member}; bind the project with `trackpost bind` first"


@frozen
class UnknownDoctrineMode:
    """``tracker.doctrine.mode`` is none of the three."""

    source: str
    mode: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}: tracker.doctrine.mode must be one of {', '.join(DOCTRINE_MODES)}, not {self.mode!r}"


BindingError: TypeAlias = NotBound | WrongShape | UnknownDoctrineMode


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
            provider=normalize_provider(provider),
            provider_as_typed=provider,
            workspace=workspace,
            doctrine_mode=mode,
            doctrine_field_owners=owners,
            resource=resource,
            project_uuid=uuid,
            project_slug=slug,
        )
        for config in as_mapping(source, TOP_LEVEL, raw)
        for tracker in as_mapping(source, "tracker", config.get("tracker"))
        for provider in _required(source, "tracker.provider", tracker.get("provider"))
        for workspace in _required(source, "tracker.workspace", tracker.get("workspace"))
        for doctrine in as_mapping(source, "tracker.doctrine", tracker.get("doctrine"))
        for mode in _doctrine_mode(source, doctrine.get("mode"))
        for owners in as_texts(source, "tracker.doctrine.field_owners", doctrine.get("field_owners"))
        for pin in as_mapping(source, "tracker.resource", tracker.get("resource"))
        for resource_type in as_text(source, "tracker.resource.type", pin.get("type"))
        for resource_id in as_text(source, "tracker.resource.id", pin.get("id"))
        for resource in _pin(source, resource_type, resource_id)
        for project in as_mapping(source, "project", config.get("project"))
        for uuid in as_text(source, "project.uuid", project.get("uuid"))
        for slug in as_text(source, "project.slug", project.get("slug"))
    )


def _required(source: str, member: str, raw: object) -> Result[str, NotBound | WrongShape]:
    return Result.do(
        text for text_or_none in as_text(source, member, raw) for text in _present(source, member, text_or_none)
    )


def _present(source: str, member: str, text: str | None) -> Result[str, NotBound]:
    return Failure(NotBound(source, member)) if text is None else Success(text)


def _pin(source: str, resource_type: str | None, resource_id: str | None) -> Result[ResourceRoute | None, WrongShape]:
    match resource_type, resource_id:
        case None, None:
            return Success(None)
        case str(), str():
            return Success(ResourceRoute(resource_type, resource_id))
        case _:
            absent = "type" if resource_type is None else "id"
            return Failure(WrongShape(source, f"tracker.resource.{absent}", "text, as the other half is", "nothing"))


def _doctrine_mode(source: str, raw: object) -> Result[DoctrineMode, WrongShape | UnknownDoctrineMode]:
    return Result.do(
        mode
        for text in as_text(source, "tracker.doctrine.mode", raw)
        for mode in _known_mode(source, text or DEFAULT_DOCTRINE_MODE)
    )


def _known_mode(source: str, text: str) -> Result[DoctrineMode, UnknownDoctrineMode]:
    for mode in DOCTRINE_MODES:
        if mode == text:
            return Success(mode)
    return Failure(UnknownDoctrineMode(source, text))


RuntimeFault: TypeAlias = ProjectFault | FileFault | BindingError | MalformedCredential
