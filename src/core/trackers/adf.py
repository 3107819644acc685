"""The Atlassian Document Format as Markdown: Jira Cloud's descriptions.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
A node that is not in the tables gives its text, so that a new type of node loses its looks and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from . import markdown
from .adf_inline import (
    INLINE_KINDS,
    Node,
    attribute,
    card,
    children,
    inline_markdown,
    kind_of_node,
    media_name,
    number,
    text_in,
)
from .markdown_table import Cell, table

_DEEPEST = 60
"""Levels of nodes; in a document that has more, only the text is of use."""

_LISTS = frozenset({"bulletList", "orderedList", "taskList", "decisionList"})
_TEXT_ITEMS = frozenset({"taskItem", "decisionItem"})
"""Items that hold inline nodes; those of other lists hold blocks."""
_ITEMS = frozenset({"listItem", "blockTaskItem", *_TEXT_ITEMS})
_CELLS = frozenset({"tableCell", "tableHeader"})
_TITLE = markdown.Emphasis("**", "strong")
_CODE = [{"type": "code"}]

_PANELS: Mapping[str, str] = {
    "info": "Info",
    "note": "Note",
    "tip": "Tip",
    "success": "Success",
    "warning": "Warning",
    "error": "Error",
}


def adf_to_markdown(document: object) -> str | None:
    """Return a document as Markdown; None if there is nothing in it, or if it is none.

    >>> adf_to_markdown({"type": "doc", "content": [{"type": "heading", "content": [{"type": "text", "text": "Hi"}]}]})
    '# Hi'
    """
    if not isinstance(document, dict):
        return None
    text = _all_text(document) if _is_deep(document) else _block(document)
    return text or None


def _is_deep(document: Node) -> bool:
    level = [document]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in children(node)]
        if not level:
            return False
    return True


def _all_text(document: Node) -> str:
    return markdown.paragraph(markdown.escape(" ".join(_texts(document))))


def _texts(document: Node) -> Iterator[str]:
    """Yield what each node says, without recursion."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if kind_of_node(node) == "hardBreak":
            yield "\n"
        elif text := text_in(node) or attribute(node, "text", "url"):
            yield text
        waiting.extend(reversed(children(node)))


def _block(node: Node) -> str:
    return _BLOCKS.get(kind_of_node(node), _unknown)(node)


def _unknown(node: Node) -> str:
    own = text_in(node) or attribute(node, "text", "title", "url")
    return _apart([markdown.paragraph(markdown.escape(own)), _blocks(node)])


def _blocks(node: Node) -> str:
    return _apart(_rendered(children(node), in_text=False))


def _apart(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def _rendered(nodes: Iterable[Node], *, in_text: bool) -> Iterator[str]:
    """Yield blocks; inline nodes beside each other make a paragraph, for a line can stand where a block belongs."""
    last = ""
    for is_inline, group in groupby(nodes, key=lambda node: _is_inline(node, in_text=in_text)):
        if is_inline:
            yield markdown.paragraph(inline_markdown(group))
            last = ""
        else:
            for node in group:
                if kind_of_node(node) in _LISTS and kind_of_node(node) == last:
                    yield "<!-- -->"  # else the second list would go on with the first
                yield _block(node)
                last = kind_of_node(node)


def _is_inline(node: Node, *, in_text: bool) -> bool:
    kind = kind_of_node(node)
    if kind in INLINE_KINDS:
        return True
    return in_text and kind not in _BLOCKS and all(_is_inline(child, in_text=True) for child in children(node))


def _with_content(write: Callable[[Node], str]) -> Callable[[Node], str]:
    """Return what writes a node that should be empty, and all the same what is in it."""
    return lambda node: _apart([write(node), _blocks(node)])


def _paragraph(node: Node) -> str:
    nodes = children(node)
    if all(kind_of_node(one) in INLINE_KINDS for one in nodes):
        return markdown.paragraph(inline_markdown(nodes))
    return _apart(_rendered(nodes, in_text=True))


def _heading(node: Node) -> str:
    nodes = children(node)
    is_line = all(_is_inline(one, in_text=True) for one in nodes)
    return markdown.heading(number(node, "level", 1), inline_markdown(nodes) if is_line else _paragraph(node))


def _code_block(node: Node) -> str:
    return markdown.code_block("".join(_texts(node)), attribute(node, "language"))


def _panel(node: Node) -> str:
    label = _PANELS.get(attribute(node, "panelType"))
    return markdown.quote(_apart(["" if label is None else f"**{label}**", _blocks(node)]))


def _quotation(node: Node) -> str:
    return markdown.quote(_blocks(node))


def _expand(node: Node) -> str:
    title = markdown.escape(attribute(node, "title"))
    return _apart([_TITLE.around(title, "", ""), _blocks(node)])


def _bullets(node: Node) -> str:
    return _list(node, lambda _position, item: _item("-", item))


def _numbers(node: Node) -> str:
    first = number(node, "order", 1)
    return _list(node, lambda position, item: _item(f"{first + position}.", item))


def _tasks(node: Node) -> str:
    return _list(node, _task)


def _task(_position: int, item: Node) -> str:
    box = "[x]" if attribute(item, "state") == "DONE" else "[ ]"
    return markdown.item("-", f"{box} {_item_blocks(item)}")


def _list(node: Node, write: Callable[[int, Node], str]) -> str:
    items: list[str] = []
    for child in children(node):
        if kind_of_node(child) in _LISTS and items:  # a nested list of tasks stands beside the task that it belongs to
            items[-1] = markdown.text_and_list(items[-1], markdown.indented(_block(child), 2))
        else:
            items.append(write(len(items), child))
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _item(marker: str, node: Node) -> str:
    return markdown.item(marker, _item_blocks(node))


def _item_blocks(node: Node) -> str:
    """Return the blocks of an item; a list that comes right after its text stays close to it."""
    kind = kind_of_node(node)
    nodes = children(node) if kind in _ITEMS else [node]
    parts = list(_rendered(nodes, in_text=kind in _TEXT_ITEMS))
    is_text_and_list = [kind_of_node(one) in _LISTS for one in nodes] == [False, True]
    return markdown.text_and_list(*parts) if is_text_and_list and all(parts) else _apart(parts)


def _table(node: Node) -> str:
    rows = [children(row) if kind_of_node(row) == "tableRow" else [row] for row in children(node)]
    has_header = bool(rows) and all(kind_of_node(one) == "tableHeader" for one in rows[0])
    return table([[_cell(one) for one in row] for row in rows], has_header=has_header)


def _cell(node: Node) -> Cell:
    nodes = children(node) if kind_of_node(node) in _CELLS else [node]
    blocks = _apart(_rendered(map(_without_fence, nodes), in_text=False))
    return Cell(blocks, number(node, "colspan", 1), number(node, "rowspan", 1))


def _without_fence(node: Node) -> Node:
    """Return a block of code as lines of inline code, since a fence needs lines of its own and a cell has only one."""
    if kind_of_node(node) != "codeBlock":
        return node
    lines = "".join(_texts(node)).split("\n")
    code = [({"type": "text", "text": line, "marks": _CODE}, {"type": "hardBreak"}) for line in lines]
    return {"type": "paragraph", "content": [part for parts in code for part in parts]}


_BLOCKS: Mapping[str, Callable[[Node], str]] = {
    "doc": _blocks,
    "paragraph": _paragraph,
    "heading": _heading,
    "bulletList": _bullets,
    "orderedList": _numbers,
    "taskList": _tasks,
    "decisionList": _bullets,
    "codeBlock": _code_block,
    "blockquote": _quotation,
    "panel": _panel,
    "expand": _expand,
    "nestedExpand": _expand,
    "rule": _with_content(lambda _node: "---"),
    "table": _table,
    "media": _with_content(lambda node: markdown.paragraph(media_name(node))),
    "mediaSingle": _blocks,
    "mediaGroup": _blocks,
    "caption": _paragraph,
    "blockCard": _with_content(lambda node: markdown.paragraph(card(node))),
    "embedCard": _with_content(lambda node: markdown.paragraph(card(node))),
    "layoutSection": _blocks,
    "layoutColumn": _blocks,
}
