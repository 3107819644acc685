"""fp (``fp issue list``), which prints a line for each issue: docs/reference/trackers.md."""

import re

import msgspec
from returns.result import Success

from .draft import Draft, translated
from .model import Context, NotAnIssue, Translation
from .names import map_type, numbered_priority
from .statuses import map_status
from .tracker_json import Scalar

_LINE = re.compile(
    r"[│├└─\s]*(?P<id>[A-Za-z0-9_-]+)\s+\[(?P<status>[^\]]+)\](\s+\[(?P<priority>[^\]]+)\])?\s+(?P<title>\S.*)"
)


class _Line(msgspec.Struct):
    id: Scalar
    status: Scalar
    priority: Scalar
    title: Scalar


_DECODER = msgspec.json.Decoder(_Line)


def translate(content: bytes, context: Context) -> Translation:
    """Translate one line; the lines around the issues are none."""
    line = content.decode(errors="replace").strip()
    found = _LINE.fullmatch(line)
    if found is None:
        return Success(NotAnIssue(None, "line without an issue"))
    return translated(msgspec.json.encode({"line": line, **found.groupdict()}), context, _DECODER, _draft)


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
