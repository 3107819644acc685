"""Turns what a page shows into HTML, or into JSON for a program. Everything is escaped: issue text is hostile."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from attrs import AttrsInstance
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ...core.contract.server import Refused
from ...core.page.accepted import prefers_json
from ..server.responses import json_response, refusal
from .safe_headers import NO_STORE

_FOLDER = Path(__file__).resolve().parent
STATIC = _FOLDER / "static"

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute"))


def ago(moment: str, now: datetime) -> str:
    """Return how long ago a moment was, in the largest unit that fits.

    Args:
        moment: ISO 8601 with a zone.
        now: the current time.

    >>> ago("2026-03-01T12:00:00+00:00", datetime.fromisoformat("2026-03-01T14:30:00+00:00"))
    '2 hours ago'
    """
    seconds = (now - datetime.fromisoformat(moment)).total_seconds()
    for length, name in _UNITS:
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"


def web_link(url: str | None) -> str | None:
    """Return a URL that a browser may be led to; None for another, such as one that runs a script.

    >>> web_link("https://acme.example/ACME-1"), web_link("javascript:alert(1)")
    ('https://acme.example/ACME-1', None)
    """
    try:
        return url if url is not None and urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _day_and_time(moment: str) -> str:
    return f"{moment[:10]} {moment[11:19]}"


def _is_seen(text: str | None) -> bool:
    """Say whether any character of a text is seen; blanks and marks of direction are not."""
    return any(char.isprintable() and not char.isspace() for char in text or "")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def _with_query(query: Mapping[str, str], **changed: object) -> str:
    """Return a query in which some parameters are changed; an empty one is left out."""
    merged = {**query, **{name: str(value) for name, value in changed.items()}}
    return "?" + urlencode({name: value for name, value in merged.items() if value})


def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(_FOLDER / "templates"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(
        ago=ago,
        counted=_counted,
        day_and_time=_day_and_time,
        is_seen=_is_seen,
        web_link=web_link,
        with_query=_with_query,
    )
    return environment


_ENVIRONMENT = _environment()


PROGRAMS = "/sandbox/pages"
"""Before the path of a page: there, whoever asks gets JSON."""


def wants_json(request: Request) -> bool:
    """Say whether a program asks: one that prefers JSON, or asks where there is nothing else."""
    return request.url.path.startswith(f"{PROGRAMS}/") or prefers_json(request.headers.get("accept", ""))


def as_json(view: AttrsInstance) -> Response:
    """Return what a page shows, for a program."""
    return json_response(view, NO_STORE)


def as_html(
    template: str, context: Mapping[str, object], status_code: int = 200, headers: Mapping[str, str] = NO_STORE
) -> Response:
    """Return what a page shows, for a person."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(context), status_code, dict(headers))


def as_refusal(request: Request, refused: Refused, context: Mapping[str, object]) -> Response:
    """Return why there is nothing to show."""
    if wants_json(request):
        return refusal(refused)
    seen, headers = {**context, "complaint": refused.complaint}, {**NO_STORE, **refused.headers}
    return as_html("refusal.html", seen, refused.status_code, headers)
