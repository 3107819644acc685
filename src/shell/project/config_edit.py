"""Rewrites the tracker section of a config, and no byte of what stands around it."""

import re
from collections.abc import Mapping
from io import StringIO
from typing import TypeAlias
from warnings import catch_warnings, simplefilter

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.nodes import MappingNode, Node

from ...core.project.binding import Binding

_SECTION = "tracker"
_WIDEST_LINE = 1 << 20
_WIDTH = 2
# spaces at the beginning of a line that holds a member
_INDENT = re.compile(r"^( +)[^\s#]", re.MULTILINE)

_Members: TypeAlias = Mapping[str, object]


def section_of(binding: Binding) -> _Members:
    """Return the tracker section that says what *binding* says."""
    pin = binding.resource
    resource = None if pin is None else {"type": pin.external_resource_type, "id": pin.external_resource_id}
    return {
        "provider": binding.provider,
        "workspace": binding.workspace,
        "resource": resource,
        "doctrine": {"mode": binding.doctrine_mode, "field_owners": dict(binding.doctrine_field_owners)},
    }


def redumped(text: str, section: _Members | None) -> str:
    """Return the same as `with_section` for a document that cannot be cut: all of it in ruamel.yaml's own layout."""
    document: CommentedMap = _round_trip(_WIDTH).load(text)
    if section is None:
        del document[_SECTION]
    else:
        document[_SECTION] = _merged(document.get(_SECTION), section)
    return _dumped(document, _WIDTH)


def with_section(text: str, section: _Members | None) -> str:
    """Return the config with this tracker section, or without any.

    What else stands in the section stays, and so do the comments there, except that a member of None is removed.

    Args:
        text: a YAML document whose top level is a mapping, or nothing.
        section: the members to be set.

    Raises:
        YAMLError: the section refers to an anchor outside of it.
    """
    found = _span(text)
    if found is None:
        return (
            text
            if section is None
            else _appended(text, _dumped(CommentedMap({_SECTION: _merged(None, section)}), _WIDTH))
        )
    start, end = found
    if section is None:
        return text[:start] + text[end:]
    old = text[start:end].replace("\r\n", "\n")
    indent = _indent(old)
    part: CommentedMap = _round_trip(indent).load(old)
    part[_SECTION] = _merged(part[_SECTION], section)
    newline = "\r\n" if "\r\n" in text else "\n"
    return text[:start] + _dumped(part, indent).replace("\n", newline) + text[end:]


def _span(text: str) -> tuple[int, int] | None:
    """Return where the section begins and ends, with its line breaks; None where there is none."""
    root: Node | None = _quietly_composed(text)
    if not isinstance(root, MappingNode):
        return None
    starts = [key.start_mark.index for key, _ in root.value] + [len(text)]
    for number, (key, _) in enumerate(root.value):
        if key.value == _SECTION:
            start = starts[number]
            return start, start + len(_without_tail(text[start : starts[number + 1]]))
    return None


def _quietly_composed(text: str) -> Node | None:
    with catch_warnings():  # of anchors that are used again
        simplefilter("ignore")
        node: Node | None = YAML().compose(StringIO(text))
    return node


def _without_tail(section: str) -> str:
    """Return *section* without the blank lines, comments and document end that stand between it and what follows."""
    lines = section.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith(("#", "..."))):
        lines.pop()
    return "".join(lines)


def _appended(text: str, section: str) -> str:
    return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{section}"


def _merged(old: object, members: _Members) -> CommentedMap:
    """Return *old* with these members; what is equal is not touched, so that it keeps its quotes and comments."""
    merged = old if isinstance(old, CommentedMap) else CommentedMap()
    for name, value in members.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(merged.get(name), CommentedMap):
            merged[name] = _merged(merged[name], {**_gone(name, merged[name], value), **value})
        elif merged.get(name) != value:
            merged[name] = value
    return merged


def _gone(name: str, old: CommentedMap, new: _Members) -> _Members:
    """Return the members of *old* that are to be removed: in `section_of`, these two are whole."""
    return dict.fromkeys(set(old) - set(new)) if name in {"resource", "field_owners"} else {}


def _indent(section: str) -> int:
    found = _INDENT.search(section)
    return _WIDTH if found is None else len(found[1])


def _round_trip(indent: int) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDEST_LINE
    yaml.map_indent = indent
    return yaml


def _dumped(document: CommentedMap, indent: int) -> str:
    stream = StringIO()
    _round_trip(indent).dump(document, stream)
    return stream.getvalue()
