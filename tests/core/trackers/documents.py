"""Documents of Atlassian's format, written shortly, and drawn at random."""

from collections.abc import Iterator, Mapping

from hypothesis import strategies as st

Node = dict[str, object]


def node(kind: str, *content: object, **attrs: object) -> Node:
    """Return a node with its attributes and what is in it."""
    return {"type": kind, **({"attrs": attrs} if attrs else {}), **({"content": list(content)} if content else {})}


def text(words: str, **marks: object) -> Node:
    """Return a text node; a mark is True, or its attributes."""
    spelled = [{"type": name, **({} if said is True else {"attrs": said})} for name, said in marks.items()]
    return {"type": "text", "text": words, **({"marks": spelled} if spelled else {})}


def p(*content: object) -> Node:
    """Return a paragraph; words stand for text nodes."""
    return node("paragraph", *(text(one) if isinstance(one, str) else one for one in content))


def li(*content: object) -> Node:
    """Return an item of a list; words stand for paragraphs."""
    return node("listItem", *(p(one) if isinstance(one, str) else one for one in content))


def row(*cells: str, kind: str = "tableCell") -> Node:
    """Return a row of a table."""
    return node("tableRow", *(node(kind, p(cell)) for cell in cells))


def texts_in(value: object) -> Iterator[str]:
    """Yield the text of every text node."""
    match value:
        case {"type": "text", "text": str(words)}:
            yield words
        case {"content": list(content)}:
            for one in content:
                yield from texts_in(one)
        case _:
            pass


WORDS = st.text(
    st.sampled_from("ab1 .)*_`~<>[]()!&;:#+-=|\\\\\"'/é\u00a0")
    | st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)
"""Without line breaks, but with much that Markdown could take for something else."""

_MARKS: Mapping[str, st.SearchStrategy[object]] = {
    **dict.fromkeys(("strong", "em", "strike", "code", "underline"), st.sampled_from([True])),
    "subsup": st.sampled_from([{"type": "sub"}, {"type": "sup"}]),
    "textColor": st.just({"color": "#97a0af"}),
    "link": st.fixed_dictionaries(
        {"href": st.sampled_from(["https://a.example/b(c)", "https://ada@a.example", "javascript:a()", "a b", ""])}
    ),
}
_TEXT = st.builds(lambda words, marks: text(words, **marks), WORDS, st.fixed_dictionaries({}, optional=_MARKS))
_INLINE = st.one_of(
    _TEXT,
    _TEXT,
    st.just(node("hardBreak")),
    st.builds(lambda name: node("mention", text=f"@{name}"), WORDS),
    st.just(node("emoji", shortName=":wave:")),
    st.just(node("inlineCard", url="https://acme.example/1")),
    st.builds(lambda content: node("newInline", *content), st.lists(_TEXT, max_size=2)),
)
_LINE = st.lists(_INLINE, max_size=4)
_LEAF = st.one_of(
    st.builds(lambda line: node("paragraph", *line), _LINE),
    st.builds(lambda line, level: node("heading", *line, level=level), _LINE, st.integers(-1, 9)),
    st.builds(lambda words: node("codeBlock", text(words), language="c++"), WORDS),
    st.builds(lambda line: node("taskList", node("taskItem", *line, state="DONE")), _LINE),
    st.builds(lambda line: node("rule", *line), _LINE),
    st.builds(lambda line: node("mediaSingle", node("media", *line, alt="a.png")), _LINE),
    st.builds(lambda line: node("blockCard", *line, url="https://acme.example/2"), _LINE),
)


def _nested(blocks: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(blocks, max_size=3)
    kinds = st.sampled_from(["blockquote", "panel", "expand", "layoutSection", "newBlock"])
    cells = st.builds(
        lambda kind, content, span: node(kind, *content, colspan=span, rowspan=span),
        st.sampled_from(["tableCell", "tableHeader", "newCell"]),
        some,
        st.integers(0, 3),
    )
    rows = st.builds(lambda content: node("tableRow", *content), st.lists(cells, max_size=3))
    return st.one_of(
        st.builds(lambda kind, content: node(kind, *content), kinds, some),
        st.builds(
            lambda kind, items: node(kind, *(node("listItem", *content) for content in items)),
            st.sampled_from(["bulletList", "orderedList"]),
            st.lists(some, max_size=3),
        ),
        st.builds(lambda content: node("table", *content), st.lists(rows, max_size=3)),
        st.builds(
            lambda kind, content: node(kind, *content), st.sampled_from(["paragraph", "bulletList", "table"]), some
        ),
    )


BLOCK = st.recursive(_LEAF, _nested, max_leaves=8)
DOCUMENT = st.builds(lambda content: node("doc", *content), st.lists(BLOCK, max_size=4))
"""Also what no editor would write: blocks in paragraphs, lists without items, types to come."""
