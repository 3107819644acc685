"""What the program logs: each record is one escaped line, on standard error."""

import logging

from typing_extensions import override

from ...core.errors import one_line


def open_log() -> None:
    """Print every warning that a library logs."""
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)


def log_everything() -> None:
    """Print also what this package logs, each record with its time."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _OneLine):
            handler.setFormatter(_OneLine("%(asctime)s %(message)s"))
    logging.getLogger("trackpost").setLevel(logging.INFO)


class _OneLine(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))
