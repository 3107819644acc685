"""What the program logs: each record is one escaped line, text or JSON, on standard error."""

import logging

from typing_extensions import override

from ...core.errors import one_line
from .lines import are_json, json_line


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
