"""Rewrites the tracker section of a config, and leaves every byte that is not ours."""

from collections.abc import Mapping
from typing import TypeAlias

from returns.result import Failure, Result, Success

from ...core.parsing.untyped import is_same
from ...core.project.binding import Binding, ownership_key
from ...core.project.faults import UnwritableFile
from ..files.atomic import NewFile
from ..files.reading import printable, without_mark
from .config_file import Config
from .yaml_document import composed, parse_yaml
from .yaml_edit import edited, merged

_SECTION = "tracker"
_OURS = ("provider", "workspace", "filter", "resource")
_OWNERSHIP = ("ownership", "doctrine")
_OURS_OF_OWNERSHIP = ("mode", "field_owners")

_Members: TypeAlias = Mapping[str, object]


def with_binding(config: Config, binding: Binding) -> Result[NewFile, UnwritableFile]:
    """Return the file with *binding* in place of what it says about the tracker."""
    return _rewritten(config, {_SECTION: section_of(binding, config.tracker)})


def without_binding(config: Config) -> Result[NewFile, UnwritableFile]:
    """Return the file without a binding; other members of the section stay, a decision about ``egress`` above all."""
    gone: dict[str, object] = dict.fromkeys(_OURS)
    for name in _OWNERSHIP:
        section = config.tracker.get(name)
        of_section: dict[str, object] = dict.fromkeys(_OURS_OF_OWNERSHIP)
        gone[name] = of_section if isinstance(section, dict) and merged(section, of_section) else None
    return _rewritten(config, {_SECTION: gone if merged(config.tracker, gone) else None})


def section_of(binding: Binding, old: _Members) -> _Members:
    """Return what to change in the *old* tracker section, so that it says what *binding* says."""
    pin, key = binding.resource, ownership_key(old)
    resource = None if pin is None else {"type": pin.external_resource_type, "id": pin.external_resource_id}
    owners = _whole(binding.doctrine_field_owners, _mapping(old.get(key)).get("field_owners"))
    return {
        "provider": binding.provider,
        "workspace": binding.workspace,
        "filter": _as_written(binding.filter, old.get("filter")),
        "resource": None if resource is None else _whole(resource, old.get("resource")),
        key: {"mode": binding.doctrine_mode, "field_owners": owners},
    }


def _as_written(new: str | None, old: object) -> str | None:
    """Return the *old* text where it means the same: a long filter may have several lines there."""
    return old if isinstance(old, str) and old.strip() == new else new


def _whole(new: _Members, old: object) -> _Members:
    """Return the change after which there are no other members than the *new* ones."""
    return {**dict.fromkeys(_mapping(old)), **new}


def _mapping(value: object) -> _Members:
    return value if isinstance(value, dict) else {}


def _rewritten(config: Config, change: _Members) -> Result[NewFile, UnwritableFile]:
    mark, text = without_mark(config.text)
    new = edited(text, composed(text), config.members, change)
    if not _says(config, new, merged(config.members, change)):
        reason = "its tracker section cannot be rewritten; do it by hand"
        return Failure(UnwritableFile(printable(config.path), reason))
    return Success(NewFile(config.path, f"{mark}{new}".encode()))


def _says(config: Config, text: str, meant: _Members) -> bool:
    """Say whether *text* reads back as what was *meant*, in our section and in all others."""
    read_back = parse_yaml(config.path, text).value_or(None)
    return is_same({} if read_back is None else read_back, meant)
