"""Tables of GitHub's Markdown, whose cells are single lines and have no spans (https://github.github.com/gfm/)."""

import re
from collections.abc import Sequence

from msgspec import Struct

from .markdown import lines_of

_PIPE = re.compile(r"(\\*)\|")
_WIDEST_SPAN = 50
"""Columns or rows; whoever claims more makes no table wider than that."""
_MOST_SPANNED = 2_000
"""Cells that spans may add to a table; a span that does not fit any more counts as one cell."""


class Cell(Struct, frozen=True):
    """A cell as other formats have it: blocks of Markdown, and how many columns and rows it spans."""

    blocks: str
    columns: int = 1
    rows: int = 1


def table(rows: Sequence[Sequence[Cell]], *, has_header: bool) -> str:
    """Return a table. Its first row is as long as the longest, since what is beyond it would not be shown.

    Where the first row is no header, an empty one stands above it, as Markdown has no table without.
    """
    lines = _spread(rows)
    width = max(map(len, lines), default=0)
    header, body = (lines[0], lines[1:]) if has_header else ([], lines)
    padded = [*header, *[""] * (width - len(header))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [padded, ["---"] * width, *body]) if width else ""


def _spread(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the rows with empty cells where a cell spans more than one column or row."""
    taken: dict[int, int] = {}
    lines: list[list[str]] = []
    left = _MOST_SPANNED
    for at, row in enumerate(rows):
        line: list[str] = []
        for cell in row:
            _skip_taken(line, taken)
            columns, height = _span(cell, len(rows) - at, left)
            left -= columns * height - 1
            taken.update(dict.fromkeys(range(len(line), len(line) + columns), height - 1))
            line += [_text(cell.blocks), *[""] * (columns - 1)]
        _skip_taken(line, taken)
        lines.append(line)
    return lines


def _skip_taken(line: list[str], taken: dict[int, int]) -> None:
    """Fill the columns that a cell of a row above reaches down to."""
    while taken.get(len(line), 0) > 0:
        taken[len(line)] -= 1
        line.append("")


def _span(cell: Cell, rows_left: int, cells_left: int) -> tuple[int, int]:
    columns, rows = (min(max(claimed, 1), _WIDEST_SPAN) for claimed in (cell.columns, cell.rows))
    height = min(rows, rows_left)
    return (columns, height) if columns * height - 1 <= cells_left else (1, 1)


def _text(blocks: str) -> str:
    line = "<br>".join(lines_of(blocks))
    return _PIPE.sub(lambda found: found[0] if len(found[1]) % 2 else f"{found[1]}\\|", line)
