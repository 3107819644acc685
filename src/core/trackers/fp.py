"""fp (``fp issue list``), which prints a line for each issue: docs/reference/trackers.md."""

import re

import msgspec
from returns.result import Failure, Success

from .draft import Draft, translated
from .model import Context, NotAnIssue, Skipped, Translation
from .names import map_type, numbered_priority
from .statuses import map_status
from .tracker_json import Scalar

# Colours and links of a terminal: ECMA-48, sections 5.4 and 5.6
_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\))")
_MARKERS = r"[│├└─|`*•+\s-]*"
"""The branches of a tree, and the marks of a list."""
_LINE = re.compile(
    _MARKERS + r"(?P<id>[A-Za-z0-9_][A-Za-z0-9_.-]*)\s+\[(?P<status>[^\]]*[^\]\s][^\]]*)\]"
    r"(\s+\[(?P<priority>[^\]]*)\])?\s+(?P<title>\S.*)"
)
_PERHAPS_LINE = re.compile(_MARKERS + r"(?P<id>[^\s\[]+)\s+\[")


class _Line(msgspec.Struct):
    id: Scalar
    status: Scalar
    priority: Scalar
    title: Scalar


_DECODER = msgspec.json.Decoder(_Line)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one line. One that begins like an issue and is incomplete is skipped; any other is no issue."""
    line = _ANSI.sub("", content.decode(errors="replace")).strip()
    found = _LINE.fullmatch(line)
    if found is not None:
        return translated(msgspec.json.encode({"line": line, **found.groupdict()}), context, _DECODER, _draft)
    begun = _PERHAPS_LINE.match(line)
    if begun is not None:
        return Failure(Skipped(context.provider, begun["id"], "it is not `ID [status] [priority] title`"))
    return Success(NotAnIssue(None, "line without an issue"))


def _draft(line: _Line, context: Context) -> Draft:
    return Draft(
        id=line.id,
        key=line.id,
        page=None,
        title=line.title,
        body=None,
        status=map_status(line.status, None, context.status_map),
        issue_type=map_type(None),
        priority=numbered_priority(line.priority),
        assignees=(),
        labels=(),
    )
