"""What the program logs: each record is one escaped line, text or JSON, on standard error.

A record of a wait is different: where somebody watches, it is the line that is rewritten until the wait is over.
"""

import logging

from typing_extensions import override

from ...core.errors import one_line
from ..waiting import WAITING
from .lines import json_line
from .manner import are_json, is_quiet, is_verbose
from .status_line import show_wait
from .streams import is_watched
from .terminal import say_record

_OURS = "trackpost"


def open_log() -> None:
    """Print every warning that a library logs."""
    logging.basicConfig(handlers=[_Lines()], level=logging.WARNING)
    choose_loudness()


def choose_loudness() -> None:
    """Print as much as the options say: errors only, or also warnings, or also what this package logs."""
    logging.getLogger().setLevel(logging.ERROR if is_quiet() else logging.WARNING)
    if is_verbose():
        log_everything()
    if is_watched() or is_verbose():
        logging.getLogger(WAITING).setLevel(logging.DEBUG)


def log_everything() -> None:
    """Print also what this package logs, each record with its time, unless only errors are to be printed."""
    if is_quiet():
        return
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Lines):
            handler.setFormatter(_OneLine("%(asctime)s %(message)s"))
    logging.getLogger("trackpost").setLevel(logging.INFO)


class _Lines(logging.Handler):
    """Prints records, and shows waits."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_OneLine("%(message)s"))

    @override
    def emit(self, record: logging.LogRecord) -> None:
        is_wait, waits = record.name == WAITING, getattr(record, "waits", None)
        if waits is not None:
            show_wait(str(waits))
        if not is_wait or (is_verbose() and record.levelno >= logging.INFO):
            say_record(self.format(record))


class _OneLine(logging.Formatter):
    """Writes a record as one line. In JSON it has what its writer put under ``extra={"fields": ...}``."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        if not are_json():
            return one_line(super().format(record))
        raised = (
            {} if record.exc_info is None or record.exc_info[0] is None else {"raised": record.exc_info[0].__name__}
        )
        details = {"logger": record.name, **getattr(record, "fields", {}), **raised}
        return json_line(record.levelname.lower(), record.getMessage(), details, record.created)
