"""Writes Markdown: CommonMark with the tables, task lists and strikethrough of GitHub (https://github.github.com/gfm/).

Text is escaped only where Markdown would take it for something else, since people and programs also read it unrendered.
Inline Markdown has a line feed where a line ends; each kind of block decides how to write that.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

_RETURN = re.compile(r"\r\n?")

# What means something wherever it stands in a line. A backslash before no punctuation is text; "*" and "_" are text
# between blanks, and "_" within a word. What stands at the end may be completed by the text that comes next.
_SPECIAL = r"""
    \\ (?= [!-/:-@\[-`{-~] | [ \t]* (\n|$) )
    | `
    | \* (?! \s ) | (?<! \s ) \*
    | (?<! [^\W_] ) _ (?! \s ) | (?<! \s ) _ (?! [^\W_] )
    | ~ (?= ~ ) | (?<! \s ) ~
    | < (?= [A-Za-z/!?] | $ )
    | & (?= \#?\w+; | $ )
    | ! (?= \[ )
    """
_IN_TEXT = re.compile(_SPECIAL + r"| \] (?= [(\[:] | $ )", re.VERBOSE)
_IN_MARK = re.compile(_SPECIAL + r"| [\[\]*~]", re.VERBOSE)
_PERHAPS_SPECIAL = re.compile(r"[\\`*_~<&!\[\]\r]")
"""Few texts have any of these, and looking for one is cheap."""


def escape(text: str, *, in_mark: bool = False) -> str:
    r"""Return *text* as inline Markdown.

    Args:
        text: what it shows.
        in_mark: it is the text of a link, or emphasized, where brackets and delimiters of its own would be counted too.

    >>> print(escape("snake_case * 2, but *args and <b>"))
    snake_case * 2, but \*args and \<b>
    """
    if _PERHAPS_SPECIAL.search(text) is None:
        return text
    return (_IN_MARK if in_mark else _IN_TEXT).sub(r"\\\g<0>", _RETURN.sub("\n", text))


def code_span(text: str) -> str:
    """Return *text* as inline code, between more backticks than it has in a row.

    >>> code_span("x"), code_span("`x`")
    ('`x`', '`` `x` ``')
    """
    code = _RETURN.sub("\n", text).replace("\n", " ")
    fence = _fence(code, at_least=1)
    blank = " " if code.startswith(("`", " ")) or code.endswith(("`", " ")) else ""
    return f"{fence}{blank}{code}{blank}{fence}" if code.strip() else code


def _fence(code: str, at_least: int) -> str:
    longest = max(map(len, re.findall("`+", code)), default=0)
    return "`" * max(at_least, longest + 1)


def between(opening: str, inline: str, closing: str) -> str:
    """Return inline Markdown between two tags, line by line; the blanks at its edges stay outside.

    >>> between("<u>", "under ", "</u>")
    '<u>under</u> '
    """
    return "\n".join(_between(opening, line, closing) for line in inline.split("\n"))


def _between(opening: str, line: str, closing: str) -> str:
    core = line.strip()
    before, _, after = line.partition(core) if core else (line, "", "")
    return f"{before}{opening}{core}{closing}{after}" if core else line


class Emphasis(Struct, frozen=True):
    """A mark that is a pair of delimiters, or a pair of tags where delimiters would be taken for text."""

    delimiter: str
    tag: str

    def around(self, inline: str, before: str, after: str) -> str:
        """Return inline Markdown with the mark, line by line.

        Args:
            inline: to be marked.
            before: what stands before it in the line.
            after: what stands behind it.
        """
        first, *others = inline.split("\n")
        lines = [(first, before), *((line, "") for line in others)]
        last = len(others)
        return "\n".join(self._line(line, left, after if at == last else "") for at, (line, left) in enumerate(lines))

    def _line(self, line: str, before: str, after: str) -> str:
        core = line.strip()
        left, _, right = line.partition(core) if core else (line, "", "")
        is_clear = core and _is_flank(f"{before}{left}"[-1:], core[0]) and _is_flank(f"{right}{after}"[:1], core[-1])
        if is_clear and not self._is_mixed(core):
            return f"{left}{self.delimiter}{core}{self.delimiter}{right}"
        return between(f"<{self.tag}>", line, f"</{self.tag}>")

    def _is_mixed(self, core: str) -> bool:
        """Say whether delimiters at the edges of the text would join this one, unless they are one pair around it."""
        mine = self.delimiter[0]
        return mine in {core[0], core[-1]} and (core[0] != core[-1] or mine in core[1:-1])


def _is_flank(outer: str, inner: str) -> bool:
    """Say whether a delimiter between two characters belongs to the inner one: CommonMark section 6.2."""
    if outer in {"*", "~"}:  # which would be taken for a part of the delimiter
        return False
    return not outer or outer.isspace() or not _is_punctuation(inner) or _is_punctuation(outer)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


_NOT_IN_ADDRESS = re.compile(r"[\s<>()\\\x00-\x1f\x7f]")
_PLAIN_ADDRESS = re.compile(r"https?://[^\s<>()\\\x00-\x1f\x7f]+")


def is_plain_address(text: str) -> bool:
    """Say whether *text* is an address that needs no text beside it."""
    return _PLAIN_ADDRESS.fullmatch(text) is not None


_LINKABLE = re.compile(r"\s*(https?://[^/?#@]+([/?#].*)?|mailto:.*\S)\s*", re.IGNORECASE | re.DOTALL)


def is_linkable(address: str) -> bool:
    """Say whether *address* may become a link: it runs nothing, and holds no user name or password.

    >>> is_linkable("https://acme.example/@ada"), is_linkable("https://ada@acme.example"), is_linkable("javascript:a()")
    (True, False, False)
    """
    return _LINKABLE.fullmatch(address) is not None


def link(inline: str, address: str) -> str:
    """Return a link; where the text is the address, that is enough.

    >>> link("here", "https://acme.example/a(b)"), link("https://acme.example", "https://acme.example")
    ('[here](https://acme.example/a%28b%29)', '<https://acme.example>')
    """
    if inline == address and is_plain_address(address):
        return f"<{address}>"
    return between("[", inline, f"]({_NOT_IN_ADDRESS.sub(_percent_encoded, address.strip())})")


def address_link(address: str) -> str:
    """Return a link that shows its address."""
    return link(address if is_plain_address(address) else escape(address, in_mark=True), address)


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def joined(pieces: Iterable[str]) -> str:
    """Join inline Markdown; an exclamation mark before a link makes no image of it."""
    parts = [piece for piece in pieces if piece]
    return "".join(_before(part, following) for part, following in pairwise([*parts, ""]))


def _before(part: str, following: str) -> str:
    return f"{part[:-1]}\\!" if part.endswith("!") and following.startswith("[") else part


_NUMBERED = re.compile(r"[0-9]{1,9}(?=[.)](\s|$))")
# a list, a heading, a quotation, a rule, the line under a heading, the line under the head of a table, a task
_OPENING = re.compile(r"[-+*_](\s|$)|#{1,6}(\s|$)|>|=+\s*$|(?=[|:\s]*-)[|:\s-]+$|\[[ xX]\](\s|$)")


def paragraph(inline: str) -> str:
    r"""Return a paragraph: its lines stay apart, and none of them begins another kind of block.

    >>> print(paragraph("1. is no list"))
    1\. is no list
    """
    return "  \n".join(map(_literal, lines_of(inline)))


def lines_of(inline: str) -> list[str]:
    """Return the lines that say anything, without the blanks around them."""
    return [line for line in (part.strip(" \t") for part in inline.split("\n")) if line]


def _literal(line: str) -> str:
    number = _NUMBERED.match(line)
    if number is None and _OPENING.match(line) is None:
        return line
    start = number.end() if number is not None else 0
    return f"{line[:start]}\\{line[start:]}"


def heading(level: int, inline: str) -> str:
    """Return a heading, or nothing where there is no text."""
    text = re.sub(r"(?<!\S)#+$", r"\\\g<0>", " ".join(lines_of(inline)))
    return f"{'#' * min(max(level, 1), 6)} {text}" if text else ""


_NOT_IN_INFO = re.compile(r"[`\s]+")


def code_block(text: str, language: str) -> str:
    """Return a fenced block of code; its fence has more backticks than the code in a row."""
    code = _RETURN.sub("\n", text)
    fence = _fence(code, at_least=3)
    return f"{fence}{_NOT_IN_INFO.sub('-', language)}\n{code}\n{fence}"


def quote(blocks: str) -> str:
    """Return blocks as a quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in blocks.split("\n"))


def item(marker: str, blocks: str) -> str:
    """Return blocks as an item of a list: all lines begin where the first one does behind its marker."""
    return f"{marker} {indented(blocks, len(marker) + 1).lstrip(' ')}" if blocks else marker


def indented(blocks: str, width: int) -> str:
    """Return blocks that far to the right, as they belong to an item above them."""
    return "\n".join(f"{' ' * width}{line}" if line else "" for line in blocks.split("\n"))


def text_and_list(text: str, items: str) -> str:
    """Return the text of an item with the list below it, as close as Markdown allows: not every list may end a line."""
    return f"{text}\n{items}" if items.lstrip(" ").startswith(("- ", "1. ")) else f"{text}\n\n{items}"
