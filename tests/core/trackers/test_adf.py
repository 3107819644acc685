"""Atlassian's documents as Markdown."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from tests.core.trackers.documents import BLOCK, DOCUMENT, WORDS, Node, li, node, p, row, text, texts_in
from tests.core.trackers.test_payload import ANY_JSON
from trackpost.core.trackers.adf import adf_to_markdown

BREAK = node("hardBreak")
HEADS = row("a", "b", kind="tableHeader")

BLOCKS: Mapping[str, tuple[list[object], str | None]] = {
    "paragraphs": ([p("alpha", BREAK, "beta"), p("gamma")], "alpha  \nbeta\n\ngamma"),
    "a paragraph of nothing": ([p(), p(BREAK), p(" "), p("a")], "a"),
    "headings": ([node("heading", text("a"), level=2), node("heading", text("b #"), level=9)], "## a\n\n###### b \\#"),
    "a heading of two lines": ([node("heading", text("a"), BREAK, text("b"))], "# a b"),
    "a heading of nothing": ([node("heading", level=1)], None),
    "a rule": ([node("rule")], "---"),
    "a list": ([node("bulletList", li("a"), li("b"))], "- a\n- b"),
    "a list in a list": ([node("bulletList", li("a", node("bulletList", li("b"))), li("c"))], "- a\n  - b\n- c"),
    "numbers in a list": ([node("bulletList", li("a", node("orderedList", li("b"))))], "- a\n  1. b"),
    "numbers that do not begin with 1": ([node("orderedList", li("a"), li("b"), order=9)], "9. a\n10. b"),
    "they may not end a line": ([node("bulletList", li("a", node("orderedList", li("b"), order=3)))], "- a\n\n  3. b"),
    "a number that is none": ([node("orderedList", li("a"), order="x")], "1. a"),
    "items with paragraphs": ([node("bulletList", li("a", "b"), li("c"))], "- a\n\n  b\n\n- c"),
    "an item of nothing": ([node("bulletList", li(), li("a"))], "-\n- a"),
    "an item with a list alone": ([node("bulletList", li(node("bulletList", li("a"))))], "- - a"),
    "an item with an empty text and a list": ([node("bulletList", li(p(), node("bulletList", li("a"))))], "- - a"),
    "what is no item": ([node("bulletList", p("a"), text("b"))], "- a\n- b"),
    "two lists": (
        [node("bulletList", li("a")), node("bulletList", li("b"))],
        "- a\n\n<!-- -->\n\n- b",
    ),
    "two lists of two kinds": ([node("bulletList", li("a")), node("orderedList", li("b"))], "- a\n\n1. b"),
    "two lists with text between": (
        [node("bulletList", li("a")), text("b"), node("bulletList", li("c"))],
        "- a\n\nb\n\n- c",
    ),
    "tasks": (
        [
            node(
                "taskList",
                node("taskItem", text("a"), state="DONE"),
                node("taskItem", text("b"), state="TODO"),
                node("taskList", node("taskItem", text("c"), state="TODO")),
            )
        ],
        "- [x] a\n- [ ] b\n  - [ ] c",
    ),
    "decisions": ([node("decisionList", node("decisionItem", text("a"), state="DECIDED"))], "- a"),
    "a quotation": ([node("blockquote", p("a"), p("b"))], "> a\n>\n> b"),
    "a panel": ([node("panel", p("a"), panelType="warning")], "> **Warning**\n>\n> a"),
    "a panel of one's own": ([node("panel", p("a"), panelType="custom")], "> a"),
    "an expand": ([node("expand", p("a"), title="More")], "**More**\n\na"),
    "an expand without a title": ([node("nestedExpand", p("a"))], "a"),
    "columns": ([node("layoutSection", node("layoutColumn", p("a")), node("layoutColumn", p("b")))], "a\n\nb"),
    "code": ([node("codeBlock", text("x = 1\n"), text("*y*"), language="python")], "```python\nx = 1\n*y*\n```"),
    "code with a fence": ([node("codeBlock", text("```"), language="a`b c")], "````a-b-c\n```\n````"),
    "code in an item": (
        [node("bulletList", li("a", node("codeBlock", text("x\n\ny"))))],
        "- a\n\n  ```\n  x\n\n  y\n  ```",
    ),
    "a table": ([node("table", HEADS, row("c", "d|e"))], "| a | b |\n| --- | --- |\n| c | d\\|e |"),
    "a table without a header": ([node("table", row("c"))], "|  |\n| --- |\n| c |"),
    "a table of nothing": ([node("table")], None),
    "rows of nothing": ([node("table", node("tableRow"))], None),
    "a table with spans": (
        [
            node(
                "table",
                node("tableRow", node("tableHeader", p("a"), colspan=2), node("tableHeader", p("b"), rowspan=2)),
                row("c", "d"),
                row("e", "f", "g"),
            )
        ],
        "| a |  | b |\n| --- | --- | --- |\n| c | d |  |\n| e | f | g |",
    ),
    "a short header": ([node("table", HEADS, row("c", "d", "e"))], "| a | b |  |\n| --- | --- | --- |\n| c | d | e |"),
    "cells with more than a line": (
        [
            node(
                "table",
                HEADS,
                node("tableRow", node("tableCell", p("c", BREAK, "d"), p("e"), node("bulletList", li("f")))),
            )
        ],
        "| a | b |\n| --- | --- |\n| c<br>d<br>e<br>- f |",
    ),
    "code in a cell": (
        [node("table", HEADS, node("tableRow", node("tableCell", node("codeBlock", text("x\ny|z")))))],
        "| a | b |\n| --- | --- |\n| `x`<br>`y\\|z` |",
    ),
    "what is no row and no cell": ([node("table", p("a"), node("tableRow", p("b")))], "|  |\n| --- |\n| a |\n| b |"),
    "a file": ([node("mediaSingle", node("media", type="file", id="1", alt="a_b.png"))], "(file: a_b.png)"),
    "a file without a name": (
        [node("mediaGroup", node("media", id="1"), node("media", id="2"))],
        "(file: 1)\n\n(file: 2)",
    ),
    "a picture elsewhere": (
        [node("mediaSingle", node("media", type="external", url="https://a.example/b.png", alt="b"))],
        "[b](https://a.example/b.png)",
    ),
    "a picture elsewhere without a name": (
        [node("mediaSingle", node("media", url="https://a.example/b.png"), node("caption", text("c")))],
        "<https://a.example/b.png>\n\nc",
    ),
    "cards": (
        [
            node("blockCard", url="https://a.example/1"),
            node("embedCard", url="https://a.example/(2)"),
            node("blockCard"),
        ],
        "<https://a.example/1>\n\n[https://a.example/(2)](https://a.example/%282%29)",
    ),
    "text in nodes that should be empty": (
        [
            node("rule", text("a")),
            node("blockCard", text("b"), url="https://a.example/1"),
            node("embedCard", text("c")),
            node("media", text("d"), alt="e"),
        ],
        "---\n\na\n\n<https://a.example/1>\n\nb\n\nc\n\n(file: e)\n\nd",
    ),
    "cards and files whose address must not be a link": (
        [node("blockCard", url="data:a"), node("media", url="javascript:a()", alt="b"), node("media", url="data:c")],
        "data:a\n\n(file: b)\n\n(file: data:c)",
    ),
    "a break in code": ([node("codeBlock", text("a"), node("hardBreak"), text("b"))], "```\na\nb\n```"),
    "a card in code": (
        [node("codeBlock", text("a "), node("inlineCard", url="https://a.example"))],
        "```\na https://a.example\n```",
    ),
    "a break in a heading": ([node("heading", text("a"), node("hardBreak"), text("b"))], "# a b"),
    "paragraphs in a heading": ([node("heading", p("a"), p("b"), level=2)], "## a b"),
    "a block to come": ([node("spoiler", p("a"), p("b"))], "a\n\nb"),
    "blocks to come with lines in them": ([node("verse", text("a")), node("verse", text("b"))], "a\n\nb"),
    "a block to come with words of its own": ([node("extension", text="a", extensionKey="x")], "a"),
    "a block in a paragraph": ([p("a", node("bulletList", li("b")), "c")], "a\n\n- b\n\nc"),
    "an inline node to come": ([p("a ", node("keyboard", text("b"), text=""), " c")], "a b c"),
    "a node without a type": ([{"content": [p("a")]}], "a"),
    "bare words": (["a", {"type": "paragraph", "content": ["b"]}], "a\n\nb"),
    "things that are no nodes": ([None, 7, [], {"type": "paragraph", "content": {}}, p("a")], "a"),
}


@pytest.mark.parametrize(("content", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks(content: list[object], expected: str | None) -> None:
    """Each document becomes exactly this."""
    assert expected == adf_to_markdown(node("doc", *content))


LINK = {"href": "https://a.example/x"}
LINES: Mapping[str, tuple[list[Node], str]] = {
    "marks": (
        [
            text("a", strong=True),
            text("b", em=True),
            text("c", strike=True),
            text("d", underline=True),
            text("e", subsup={"type": "sub"}),
            text("f", subsup={"type": "sup"}),
            text("g", code=True),
        ],
        "**a**<em>b</em>~~c~~<u>d</u><sub>e</sub><sup>f</sup>`g`",
    ),
    "marks that Markdown does not have": ([text("a", textColor={"color": "#fff"}, annotation={"id": "1"})], "a"),
    "a link": ([text("here", link=LINK), text("!")], "[here](https://a.example/x)!"),
    "a link that shows its address": ([text("https://a.example/x", link=LINK)], "<https://a.example/x>"),
    "a bold link that shows its address": (
        [text("https://a.example/x", link=LINK, strong=True)],
        "[**https://a.example/x**](https://a.example/x)",
    ),
    "a link without an address": ([text("here", link={"href": " "}), text("there", link=True)], "herethere"),
    "a link with brackets": (
        [text("[a]", link={"href": "https://b.example/b c"})],
        "[\\[a\\]](https://b.example/b%20c)",
    ),
    "a link to a mailbox": ([text("a", link={"href": "mailto:a@b.example"})], "[a](mailto:a@b.example)"),
    "a link that runs a program": ([text("a*b", link={"href": "JavaScript:a()"})], "a\\*b"),
    "a link that is data": ([text("a", link={"href": "data:text/html,b"})], "a"),
    "a link with a password": ([text("a", link={"href": "https://ada:secret@a.example/"})], "a"),
    "a link with a disguised host": ([text("a", link={"href": "https://a.example\\\\@b.example"})], "a"),
    "a link to another place of the page": ([text("a", link={"href": "#b"})], "a"),
    "code as a link": ([text("[a]", link=LINK, code=True)], "[`[a]`](https://a.example/x)"),
    "an exclamation before a link": ([text("a!"), text("b", link=LINK)], "a\\![b](https://a.example/x)"),
    "one mark over two nodes": ([text("a", strong=True), text("b", strong=True, em=True)], "<strong>a*b*</strong>"),
    "code over two nodes": ([text("a", code=True), text("b", code=True)], "`ab`"),
    "a mark that ends with a colon": ([text("a:", strong=True), text(" b")], "**a:** b"),
    "a mark within a word": ([text("a", strong=True), text("b")], "**a**b"),
    "a mark that delimiters cannot show": ([text("a:", strong=True), text("b")], "<strong>a:</strong>b"),
    "both marks": ([text("a", strong=True, em=True)], "***a***"),
    "two links": (
        [text("a", link=LINK), text("b", link={"href": "https://b.example"})],
        "[a](https://a.example/x)[b](https://b.example)",
    ),
    "blanks at the edge of a mark": ([text("a "), text(" b ", strong=True), text("c")], "a  **b** c"),
    "a mark over nothing": ([text("a"), text(" ", strong=True), text("b"), text(" ", code=True)], "a b"),
    "a mark over a break": ([text("a\nb", strong=True)], "**a**  \n**b**"),
    "a break of another system": ([text("a\r\nb\rc")], "a  \nb  \nc"),
    "code with a break": ([text("a\nb", code=True)], "`a b`"),
    "code with backticks": ([text("`a", code=True)], "`` `a ``"),
    "marks that are none": ([{"type": "text", "text": "a", "marks": "strong"}], "a"),
    "marks with things that are none": ([{"type": "text", "text": "a", "marks": [None, {"type": "em"}]}], "*a*"),
    "a number for text": ([{"type": "text", "text": 7}], "7"),
    "a mention": ([node("mention", id="1", text="@Ada")], "@Ada"),
    "a mention of somebody unknown": ([node("mention", id="1")], "@1"),
    "emoji": (
        [node("emoji", shortName=":a_b:", text="\N{WAVING HAND SIGN}"), node("emoji", shortName=":b:")],
        "\N{WAVING HAND SIGN}:b:",
    ),
    "a date": ([node("date", timestamp="1772323200000")], "2026-03-01"),
    "a date before 1970": ([node("date", timestamp=-86_400_000)], "1969-12-31"),
    "a date that is none": ([node("date", timestamp="soon")], "soon"),
    "a status": ([node("status", text="IN PROGRESS", color="blue")], "IN PROGRESS"),
    "a card": ([node("inlineCard", url="https://a.example/x")], "<https://a.example/x>"),
    "a card without an address": ([text("a"), node("inlineCard", data={"name": "b"})], "ab"),
    "a card with data": (
        [node("inlineCard", data={"name": "b", "url": "https://a.example/x"})],
        "[b](https://a.example/x)",
    ),
    "a card with an address in its data": (
        [node("inlineCard", data={"url": "https://a.example/x"})],
        "<https://a.example/x>",
    ),
    "a card that says nothing": ([text("a"), node("inlineCard", data=[])], "a"),
    "a card with a password": ([node("inlineCard", url="https://ada:b@a.example", data={"name": "c"})], "c"),
    "a file": ([node("mediaInline", id="1", alt="a.png")], "(file: a.png)"),
    "an inline extension": ([node("inlineExtension", text="a*b", extensionKey="x")], "a\\*b"),
    "a hint": ([node("placeholder", text="Type here")], "Type here"),
    "attributes that are none": ([{"type": "mention", "attrs": []}, text("a")], "@a"),
}


@pytest.mark.parametrize(("line", "expected"), LINES.values(), ids=LINES.keys())
def test_lines(line: list[Node], expected: str) -> None:
    """Each paragraph becomes exactly this."""
    assert expected == adf_to_markdown(p(*line))


LITERAL: Mapping[str, tuple[str, str]] = {
    "a sentence": ("Nothing to escape, not even 2 * 3 or a_b.", "Nothing to escape, not even 2 * 3 or a_b."),
    "stars": ("*args, **kwargs", "\\*args, \\*\\*kwargs"),
    "underscores": ("__init__ and snake_case and a _ b", "\\_\\_init\\_\\_ and snake_case and a _ b"),
    "a path": ("C:\\Users\\ada", "C:\\Users\\ada"),
    "a backslash before a star": ("\\*", "\\\\\\*"),
    "backticks": ("`a`", "\\`a\\`"),
    "tildes": ("~5 ~~a~~ ~b~", "\\~5 \\~\\~a\\~\\~ ~b\\~"),
    "tags": ("<b> a < b <https://x> <3", "\\<b> a < b \\<https://x> <3"),
    "entities": ("&amp; &#35; R&D", "\\&amp; \\&#35; R&D"),
    "a link": ("[a](b) [c]", "[a\\](b) [c\\]"),
    "a picture": ("![a](b)", "\\![a\\](b)"),
    "a heading": ("# a", "\\# a"),
    "no heading": ("#1 and #2", "#1 and #2"),
    "a list": ("- a", "\\- a"),
    "no list": ("-a", "-a"),
    "a numbered list": ("1. a", "1\\. a"),
    "a numbered list with brackets": ("12) a", "12\\) a"),
    "no numbered list": ("1.5 is more", "1.5 is more"),
    "a quotation": ("> a", "\\> a"),
    "a rule": ("---", "\\---"),
    "a task": ("[ ] a", "\\[ ] a"),
    "a line under a heading": ("a\n===", "a  \n\\==="),
    "a line under a table's head": ("a | b\n--- | ---", "a | b  \n\\--- | ---"),
    "a list in the second line": ("a\n* b\n+ c", "a  \n\\* b  \n\\+ c"),
    "blanks at the start": ("      a", "a"),
    "control characters": ("a\x00\x1bb", "a\x00\x1bb"),
}


@pytest.mark.parametrize(("words", "expected"), LITERAL.values(), ids=LITERAL.keys())
def test_text_is_escaped_as_far_as_needed(words: str, expected: str) -> None:
    """Text means in Markdown just what it says, and looks no stranger than it must."""
    assert expected == adf_to_markdown(p(words))


def _squeezed(words: str) -> str:
    return re.sub(r"[\\\s]", "", words)


@QUICK
@given(DOCUMENT)
def test_no_text_is_lost(document: Node) -> None:
    """The text of every text node is there, in the order of the document, but for blanks and escapes."""
    written = _squeezed(adf_to_markdown(document) or "")
    position = 0
    for words in map(_squeezed, texts_in(document)):
        found = written.find(words, position)
        assert found >= 0, (words, written)
        position = found + len(words)


@QUICK
@given(st.lists(BLOCK, max_size=4))
def test_blocks_stay_apart(blocks: list[Node]) -> None:
    """A document is its blocks with a blank line between; two lists of one kind have a comment between them too."""
    expected: list[str] = []
    last = ""
    for block in blocks:
        kind = str(block["type"])
        if kind == last and kind.endswith("List"):
            expected.append("<!-- -->")
        expected.append(adf_to_markdown(node("doc", block)) or "")
        last = kind
    assert "\n\n".join(part for part in expected if part) == (adf_to_markdown(node("doc", *blocks)) or "")


@QUICK
@given(WORDS, WORDS)
def test_code_is_left_as_it_is(words: str, more: str) -> None:
    """Nothing is escaped in a block of code, and its fence is longer than any in it."""
    code = f"{words}\n{more}"
    first, *lines, last = (adf_to_markdown(node("codeBlock", text(code))) or "").split("\n")
    assert "\n".join(lines) == code
    assert first == last
    assert first not in code


@QUICK
@given(ANY_JSON)
def test_any_json_is_a_document(value: object) -> None:
    """Whatever stands where a document belongs is written somehow."""
    for document in (value, {"type": "doc", "content": value}, {"type": "table", "content": [value], "attrs": value}):
        adf_to_markdown(document)


@pytest.mark.parametrize("kind", ["blockquote", "bulletList", "listItem", "paragraph", "table", "panel", "nobody"])
def test_a_bottomless_document_is_its_text(kind: str) -> None:
    """However deep it is nested, all of its text is there."""
    document = p("end")
    for _ in range(5_000):
        document = node(kind, document, text("a*"))
    assert adf_to_markdown(document) == " ".join(["end", *["a\\*"] * 5_000])


def test_an_endless_span() -> None:
    """A cell that claims a thousand million columns makes no table of that size."""
    wide = node("table", node("tableRow", node("tableCell", p("a"), colspan=10**9, rowspan=10**9)))
    assert len(adf_to_markdown(wide) or "") < 1_000


def test_many_spans() -> None:
    """A table whose cells all claim much grows by a fixed number of cells, and no cell with text is lost."""
    wide = node("tableCell", p("a"), colspan=50, rowspan=50)
    rows = [node("tableRow", *[wide] * 1_000), *[node("tableRow")] * 49]
    written = adf_to_markdown(node("table", *rows)) or ""
    assert written.count("a") == 1_000
    assert len(written) < 50_000
