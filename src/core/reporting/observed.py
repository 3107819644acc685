"""What spans and metrics say about a publish, a pull and their requests.

Requests have the names of OpenTelemetry's stable semantic conventions for HTTP; what is our own begins with
``trackpost.``. Nothing here is a project's name or key, a token, or the text of an answer.
"""

from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from returns.result import Failure, Result, Success

from ..delivery.receipt import PublishError, Receipt, Unchanged
from ..delivery.verdict import Delivered, Replayed, Verdict, answer_of
from ..errors import kind_of
from ..fleet.outcome import Failed, Tried
from ..issues.tracker_fault import TrackerFault
from ..parsing.address import without_user_info
from ..result import sealed
from ..routing.providers import known_provider
from ..trackers.answers import Answered
from ..trackers.pulled import Pulled, PullError
from .publish_report import publish_report
from .pull_report import pull_report

Attributes: TypeAlias = Mapping[str, str | int | bool]

ERROR_TYPE = "error.type"
REQUEST_DURATION = "http.client.request.duration"
REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
"""In seconds, as the conventions advise."""

_PORTS = {"https": 443, "http": 80}
_FIRST_ERROR = 400


def project_attributes(provider: str) -> Attributes:
    """Return what a span says about a project: its provider, and nothing that only one project has.

    >>> project_attributes("jira"), project_attributes("acme-tracker")
    ({'trackpost.provider': 'jira'}, {'trackpost.provider': 'other'})
    """
    return {"trackpost.provider": known_provider(provider) or "other"}


def server_attributes(url: str) -> Attributes:
    """Return the host and the port that a request goes to; nothing if *url* has none.

    >>> server_attributes("https://kitty.example/spec"), server_attributes("http://[::1]:8400/")
    ({'server.address': 'kitty.example', 'server.port': 443}, {'server.address': '::1', 'server.port': 8400})
    """
    try:
        parts = urlsplit(url)
        return _server(parts)
    except ValueError:  # its message may quote a password
        return {}


def _server(parts: SplitResult) -> Attributes:
    port = parts.port or _PORTS.get(parts.scheme)
    return {"server.address": parts.hostname, "server.port": port} if parts.hostname and port else {}


def full_url(url: str) -> str:
    """Return *url* without what may be secret or the name of a project: user, password, query and fragment.

    >>> full_url("https://bob:pw@kitty.example/rest?jql=project%3DACME#1")
    'https://kitty.example/rest'
    """
    return without_user_info(url).partition("#")[0].partition("?")[0]


def job_attributes(tried: Tried) -> Attributes:
    """Return how the job of a project of a fleet ended."""
    failed: Attributes = {ERROR_TYPE: tried.kind} if isinstance(tried, Failed) else {}
    return {"trackpost.outcome": tried.word, **failed}


def verdict_attributes(verdict: Verdict) -> Attributes:
    """Return how one attempt to publish ended."""
    answer = answer_of(verdict)
    is_error = not isinstance(verdict, Delivered | Replayed)
    return _ended(None if answer is None else answer.status_code, kind_of(verdict) if is_error else None)


def answered_attributes(answered: Result[Answered, TrackerFault]) -> Attributes:
    """Return how one request to a tracker ended."""
    match sealed(answered):
        case Success(answer):
            return _ended(answer.status, None)
        case Failure(fault):
            return _ended(None, kind_of(fault))


def _ended(status: int | None, error: str | None) -> Attributes:
    """Return the status, and the type of the error: by the conventions the status, if that says that it is one."""
    if status is None:
        return _error(error)
    return {
        "http.response.status_code": status,
        **_error(str(status) if status >= _FIRST_ERROR else error),
    }


def publish_attributes(result: Result[Receipt | Unchanged, PublishError]) -> Attributes:
    """Return how a publish ended, in the words of ``publish --json``."""
    report = publish_report(result)
    return {
        "trackpost.outcome": report.outcome,
        **_known(
            {
                "trackpost.effect": report.effect,
                "trackpost.route_type": None if report.route is None else report.route.external_resource_type,
                "trackpost.attempts": report.attempts,
                "trackpost.issues": report.issues,
                "trackpost.links": report.mappings,
                "trackpost.bytes": report.bytes,
            }
        ),
        **_error_of(report.error),
    }


def pull_attributes(result: Result[Pulled, PullError]) -> Attributes:
    """Return how a pull ended, in the words of ``pull --json``."""
    report = pull_report(result)
    return {
        **_known(
            {
                "trackpost.issues": report.issues,
                "trackpost.created": report.created,
                "trackpost.updated": report.updated,
                "trackpost.removed": report.removed,
                "trackpost.complete": report.complete,
                "trackpost.full": report.full,
            }
        ),
        **_error_of(report.error),
    }


def _known(attributes: Mapping[str, str | int | bool | None]) -> Attributes:
    return {name: value for name, value in attributes.items() if value is not None}


def _error_of(error: Mapping[str, object] | None) -> Attributes:
    return {} if error is None else {ERROR_TYPE: str(error["kind"])}


def _error(kind: str | None) -> Attributes:
    return {} if kind is None else {ERROR_TYPE: kind}
