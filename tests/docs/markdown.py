"""What the tests read of a Markdown document."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
DOCUMENTS = tuple(sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("contracts/**/*.md")]))

# a fence, its language and what else stands behind it; the lines; a fence
_BLOCK = re.compile(r"^```(?P<language>\w*)(?: (?P<role>[\w-]+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CONTINUED = "> "


@frozen
class Block:
    """One fenced block, such as ``json tracker-snapshot``: its role is a schema, or what runs it."""

    language: str
    role: str | None
    text: str


@frozen
class Command:
    """What is typed at a prompt, and what is printed then."""

    typed: str
    printed: str


def name_of(document: Path) -> str:
    """Return the document's path as people write it."""
    return document.relative_to(ROOT).as_posix()


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks of a document in their order."""
    return tuple(Block(match["language"], match["role"], match["text"]) for match in _BLOCK.finditer(text))


def commands_of(block: Block) -> Iterator[Command]:
    """Return the commands of a ``console`` block in their order."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        typed = [lines[0], *(line.removeprefix(_CONTINUED) for line in lines[1:] if line.startswith(_CONTINUED))]
        yield Command("".join(typed), "".join(lines[len(typed) :]))


def matches(expected: str, printed: str) -> bool:
    """Say whether *printed* is what a document shows; there ``…`` stands for anything, alone on a line for lines."""
    pattern = "".join(
        r"(.*\n)*" if line.strip() == "…" else ".*".join(re.escape(part) for part in line.split("…"))
        for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, printed) is not None
