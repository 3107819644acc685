"""Changes members of a YAML document in place: every byte around a changed value stays what it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from attrs import frozen
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .yaml_text import block_text, inline_text

Members: TypeAlias = Mapping[str, object]
"""What to set. A mapping changes the members that it names, and None removes a member."""
_Pair: TypeAlias = tuple[ScalarNode, Node]

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_REST_OF_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_BLANKS_AND_COMMENT = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*([ \t]*)#[^\r\n]*(?:\r\n|\n|\r)?")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")  # an anchor, a tag
_COLON = re.compile(r"[ \t]*:?")
_COLON_AND_ALIAS = re.compile(r"[ \t]*:?(?:[ \t]+\*[^\s,\[\]{}]+)?")
_QUOTES = frozenset("'\"")
_USUAL_STEP = 2


def merged(old: Members, members: Members) -> dict[str, object]:
    """Return the members of *old* after the change."""
    new = dict(old)
    for name, value in members.items():
        before = old.get(name)
        if value is None:
            new.pop(name, None)
        elif isinstance(value, Mapping):
            new[name] = merged(before if isinstance(before, dict) else {}, value)
        else:
            new[name] = value
    return new


def edited(text: str, root: Node | None, old: Members, members: Members) -> str:
    """Return *text* with *members* set. Whether it says so afterwards is for the caller to check.

    An alias, for one, is not followed: what it stands for may be needed elsewhere.

    Args:
        text: of a document whose top level is a mapping, or nothing.
        root: of the document.
        old: its value.
        members: what to set.
    """
    editor = _Editor(text, root)
    if isinstance(root, MappingNode):
        return _applied(text, editor.set_members(root, old, members))
    return _applied(text, [editor.filled(root, merged({}, members))])


@frozen
class _Edit:
    start: int
    end: int
    text: str


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    """Return *text* after the edits, of which two may remove the same."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : max(at, edit.start)], edit.text]
        at = max(at, edit.end)
    return "".join([*parts, text[at:]])


class _Editor:
    def __init__(self, text: str, root: Node | None) -> None:
        first = _LINE_BREAK.search(text)
        self._text = text
        self._root = root
        self._newline = "\n" if first is None else first[0]
        self._step = _step(root)

    def set_members(self, node: MappingNode, old: Members, members: Members) -> Iterator[_Edit]:
        own = {key.value: (key, value) for key, value in node.value if isinstance(key, ScalarNode)}
        gone: list[object] = []
        new: dict[str, object] = {}
        for name, value in members.items():
            pair = own.get(name)
            if value is None:
                gone += [name] if pair is not None else []
            elif name in old and old[name] == value:
                continue
            elif pair is None:
                new[name] = merged(old, {name: value})[name]
            else:
                yield from self._changed(node, pair, old.get(name), value)
        yield from self._removed(node, gone)
        if new:
            yield self._inserted(node, gone, new)

    def filled(self, root: Node | None, members: Members) -> _Edit:
        """Return the edit that makes *members* of a document that holds nothing."""
        if root is None:
            return self._lines(len(self._text), 0, members)
        start, end = root.start_mark.index, root.end_mark.index
        return self._lines(end, 0, members) if start == end else _Edit(start, end, inline_text(members))

    def _changed(self, node: MappingNode, pair: _Pair, old: object, value: object) -> Iterator[_Edit]:
        key, found = pair
        before = old if isinstance(old, dict) else {}
        if isinstance(value, Mapping) and isinstance(found, MappingNode) and merged(before, value):
            yield from self.set_members(found, before, value)
            return
        value = merged({}, value) if isinstance(value, Mapping) else value
        colon = _behind(_COLON, self._text, key.end_mark.index)
        if self._is_empty(found) and isinstance(value, Mapping) and not node.flow_style:
            at = _behind(_REST_OF_LINE, self._text, colon)
            yield self._lines(at, key.start_mark.column + self._step, value)
        elif self._is_empty(found) or _is_block(found):
            yield _Edit(colon, self._end(key.end_mark.index, found), f" {inline_text(value, _quote(node))}")
        else:
            start = _behind(_PROPERTIES, self._text, found.start_mark.index)
            quote = found.style if isinstance(found, ScalarNode) and found.style in _QUOTES else _quote(node)
            yield _Edit(start, self._end(key.end_mark.index, found), inline_text(value, quote))

    def _removed(self, node: MappingNode, names: list[object]) -> Iterator[_Edit]:
        for number, (key, value) in enumerate(node.value):
            if key.value not in names:
                continue
            if node.flow_style:
                yield self._removed_between(node, number, names)
            else:
                start = key.start_mark.index - key.start_mark.column
                end = _behind(_REST_OF_LINE, self._text, self._end(key.end_mark.index, value))
                yield _Edit(start, self._behind_comments(end, key.start_mark.column), "")

    def _removed_between(self, node: MappingNode, number: int, names: list[object]) -> _Edit:
        """Return the edit that removes a pair in flow style, with the comma in front of it or behind it."""
        key, value = node.value[number]
        end = self._end(key.end_mark.index, value)
        if number + 1 < len(node.value):
            return _Edit(key.start_mark.index, node.value[number + 1][0].start_mark.index, "")
        kept = [pair for pair in node.value if pair[0].value not in names]
        return _Edit(self._end_of(kept[-1]) if kept else key.start_mark.index, end, "")

    def _inserted(self, node: MappingNode, gone: list[object], members: Members) -> _Edit:
        if not node.flow_style:
            column = node.value[0][0].start_mark.column
            at = node.end_mark.index if node is self._root else self._end_of(node.value[-1])
            return self._lines(at if node is self._root else _behind(_REST_OF_LINE, self._text, at), column, members)
        kept = [pair for pair in node.value if pair[0].value not in gone]
        inside = inline_text(members, _quote(node))[1:-1]
        at = self._end_of(kept[-1]) if kept else self._text.index("{", node.start_mark.index) + 1
        return _Edit(at, at, f", {inside}" if kept else inside)

    def _lines(self, at: int, column: int, members: Members) -> _Edit:
        before = "" if at == 0 or self._text[at - 1] in "\r\n" else self._newline
        lines = block_text(members, column, self._step)
        return _Edit(at, at, before + "".join(f"{line}{self._newline}" for line in lines))

    def _behind_comments(self, at: int, column: int) -> int:
        """Return where the comments end that belong to a member at *column*, because they are indented deeper."""
        found = _BLANKS_AND_COMMENT.match(self._text, at)
        while found is not None and len(found[1]) > column:
            at = found.end()
            found = _BLANKS_AND_COMMENT.match(self._text, at)
        return at

    def _is_empty(self, node: Node) -> bool:
        return bool(node.start_mark.index == node.end_mark.index)

    def _end_of(self, pair: _Pair) -> int:
        key, value = pair
        return self._end(key.end_mark.index, value)

    def _end(self, after: int, node: Node) -> int:
        """Return where the text of a value ends, given an index *after* which it begins."""
        if self._is_empty(node):
            return _behind(_COLON, self._text, after)
        if node.start_mark.index < after:  # what an alias stands for
            return _behind(_COLON_AND_ALIAS, self._text, after)
        if isinstance(node, MappingNode) and not node.flow_style:
            return self._end_of(node.value[-1])
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        if _is_block(node) and node.value[-1].start_mark.index > start and not self._is_empty(node.value[-1]):
            return self._end(start, node.value[-1])
        ends_late = _is_block(node) or (isinstance(node, ScalarNode) and node.style in {"|", ">"})
        return start + len(_without_tail(self._text[start:end])) if ends_late else end


def _behind(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _without_tail(text: str) -> str:
    """Return the text of a value without the blank lines, and the lines of comments, that follow it."""
    lines = text.splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "".join(lines).rstrip()


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def _quote(node: MappingNode) -> str | None:
    """Return the quotes of the first key, which in JSON are those of all text."""
    first = node.value[0][0] if node.flow_style and node.value else None
    return '"' if isinstance(first, ScalarNode) and first.style == '"' else None


def _step(root: Node | None) -> int:
    """Return by how many columns the first section is indented."""
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if _is_block(value) and isinstance(value, MappingNode):
            return int(value.value[0][0].start_mark.column - key.start_mark.column)
    return _USUAL_STEP
