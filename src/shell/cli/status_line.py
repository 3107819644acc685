"""The last line of a terminal, which is rewritten: how far the command is, and what it waits for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ...core.errors import one_line
from .streams import emit, is_watched, width_of

_CLEAR = "\r\x1b[K"

_progress: list[str] = []
_wait: list[str] = []
_is_drawn: list[bool] = []


def show_progress(text: str) -> None:
    """Show how far the command is, if somebody watches; an empty text ends that."""
    _progress[:] = filter(None, [text])
    _draw()


def show_wait(text: str) -> None:
    """Show what the command waits for, if somebody watches; an empty text ends that."""
    _wait[:] = filter(None, [text])
    _draw()


@contextmanager
def giving_way() -> Iterator[None]:
    """Clear the line for what is printed in the block, and draw it again below."""
    if not _is_drawn:
        yield
        return
    emit(_CLEAR, error=True, line=False)
    try:
        yield
    finally:
        _draw()


def _draw() -> None:
    if not is_watched():
        return
    text = one_line("; ".join([*_progress, *_wait]))
    if text or _is_drawn:
        emit(_CLEAR + text[: width_of(sys.stderr) - 1], error=True, line=False)
    _is_drawn[:] = filter(None, [bool(text)])
