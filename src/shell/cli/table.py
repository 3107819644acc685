"""Tables: the one form in which rows are printed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

from ...core.errors import one_line

Color: TypeAlias = Literal["green", "red", "yellow"]


class Colored(NamedTuple):
    """A word that has a color, where there are colors."""

    word: str
    color: Color


Text: TypeAlias = str | Colored
"""What is printed; its unprintable characters are not escaped yet."""

_GAP = "  "


def plain(text: Text) -> str:
    """Return what is seen of *text*, without its color."""
    return one_line(text.word if isinstance(text, Colored) else text)


def table_lines(rows: Iterable[Sequence[Text]], paint: Callable[[Text], str], room: int | None = None) -> Iterator[str]:
    """Return a line for each row, all with their columns below each other.

    Args:
        rows: all with the same number of cells.
        paint: returns a cell as it is printed; it must look as wide as `plain` does.
        room: the width of the terminal: the last columns that do not fit are left out. None keeps all of them.

    >>> list(table_lines([("a", "long", "b"), ("long", "", "")], plain, room=13))
    ['  a     long', '  long']
    """
    shown = tuple(map(tuple, rows))
    widths = [max(len(plain(cell)) for cell in column) for column in zip(*shown, strict=True)]
    ends = accumulate(len(_GAP) + width for width in widths)
    fitting = [end for end in ends if room is None or end <= room]
    for row in shown:
        cells = [
            f"{_GAP}{paint(cell)}{' ' * (width - len(plain(cell)))}"
            for cell, width in zip(row[: max(1, len(fitting))], widths, strict=False)
        ]
        yield "".join(cells).rstrip()
