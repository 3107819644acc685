"""Ctrl-C and SIGTERM: each ends a command with what is known, and neither cuts off its last words."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from ..files.system import HANGUP, held_back, interrupt

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


_SOON = 0.01
"""Seconds until a swallowed interrupt is sent again: by then, the interpreter is in code that can raise."""

_received: set[int] = set()

deferred = partial(held_back, signal.SIGINT, signal.SIGTERM)
"""Lets both signals wait until the end of the block: a module that is loaded only in part can print nothing."""


def listen() -> None:
    """Let SIGTERM do what Ctrl-C does, unless the caller of the program ignores it.

    Only the program calls this: a library leaves the signals of its host alone.
    """
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _uncaught
    threading.excepthook = _uncaught


@contextmanager
def told_to_stop() -> Iterator[Callable[[], bool]]:
    """Return a function that says whether a signal came in the block: none cuts what is under way there.

    A second signal ends the program at once, as a kill would.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    came: set[int] = set()

    def note(number: int, _frame: FrameType | None) -> None:
        if came:
            os._exit(128 + number)
        came.add(number)
        _received.add(number)

    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, note)
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def told_to_read_again() -> Iterator[Callable[[], bool]]:
    """Return a function that says whether SIGHUP came in the block since it was called last."""
    came: set[int] = set()

    def has_come() -> bool:
        is_told = bool(came)
        came.clear()
        return is_told

    if HANGUP is None:
        yield has_come
        return
    before = signal.signal(HANGUP, lambda number, _frame: came.add(number))
    try:
        yield has_come
    finally:
        signal.signal(HANGUP, before)


def hold() -> None:
    """Ignore both signals from now on: the outcome is known, and what follows only prints it.

    Does nothing unless the program listens.
    """
    if is_terminated() or signal.getsignal(signal.SIGTERM) is _terminate:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def is_terminated() -> bool:
    """Return whether it was SIGTERM that told the program to stop."""
    return signal.SIGTERM in _received


def _terminate(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl-C does at this instant: event loops have a handler of their own, which lets them clean up.

    A second SIGTERM is ignored, because what is known is being recorded by then; a second Ctrl-C is not.
    """
    _received.add(number)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        raise KeyboardInterrupt
    handler(signal.SIGINT, frame)


def _uncaught(args: "UnraisableHookArgs | threading.ExceptHookArgs") -> None:
    """Handle an exception that no caller can catch, because a callback, a finalizer or a thread raised it."""
    match args.exc_value:
        case KeyboardInterrupt():
            _send_again()
        case BaseException() as error:
            from .ending import say_bug

            say_bug(error)
        case None:
            pass


def _send_again() -> None:
    """Send a swallowed interrupt again. On a busy machine, it comes while its thread is still being started."""
    try:
        threading.Timer(_SOON, interrupt).start()
    except KeyboardInterrupt:
        _send_again()
