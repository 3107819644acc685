"""Reads Jira: Cloud (REST API v3) and Data Center (v2).

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/#api/2/search
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import (
    BrokenTracker,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerWarning,
)
from ...core.result import sealed
from ...core.trackers.answers import Answered, decode, decode_list
from ...core.trackers.jira import FIELDS
from ...core.trackers.jql import issues_of
from ...core.trackers.offsets import Offset, next_offset, requests_left
from ...core.trackers.tracker_json import Scalar, present, texts_of
from ..clock import parse_instant
from .http import Request, TrackerHttp, clock_of
from .jira_site import basic, bearer, is_cloud
from .reader import IdList, IdPage, RawPage, ids_on

_Edition: TypeAlias = Literal["cloud", "data center"]

_NO_FIELDS = ("id",)
"""The id and the key stand beside the fields, and come without any."""
_MOST_IDS = 5_000
"""Issues without fields that Cloud gives at once. Data Center gives 1,000, or what its administrators allow."""
_MOST_LISTED: Mapping[_Edition, int] = {"cloud": 100_000, "data center": 20_000}
_NOT_CLOUD = frozenset({"Server", "Data Center"})
_DENIED = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "AUTHORISATION_FAILED")
"""What ``X-Seraph-LoginReason`` says about a login that failed; the answer is then the one for everybody."""


class _Page(msgspec.Struct, rename="camel"):
    issues: list[msgspec.Raw]
    next_page_token: Scalar = None
    is_last: Scalar = None
    total: Scalar = None
    max_results: Scalar = None
    warning_messages: list[Scalar] | None = None
    error_messages: list[Scalar] | None = None

    @property
    def complaints(self) -> tuple[str, ...]:
        """What Jira says is wrong; the issues beside it are as complete as it can make them."""
        return (*texts_of(self.error_messages), *texts_of(self.warning_messages))


class _ServerInfo(msgspec.Struct, rename="camel"):
    deployment_type: Scalar = None


class _Id(msgspec.Struct):
    id: Scalar = None


@frozen
class _Question:
    """What to list: what has changed since then, so many at once, with these fields."""

    since: str | None
    size: int
    fields: tuple[str, ...]


_PAGE = msgspec.json.Decoder(_Page)
_SERVER_INFO = msgspec.json.Decoder(_ServerInfo)
_ID = msgspec.json.Decoder(_Id)
_OFFSET = msgspec.json.Decoder(Offset)


class JiraReader:
    """Reads the issues of one project.

    Args:
        access: ``base_url``, ``email``, ``api_token``, ``project_key``. Data Center takes the token alone.
        http: asks.
        condition: which of them, in JQL, as `trackpost.core.project.issue_filter.check_filter` lets it through.
        site: `RawPage.site` of the pull before.
    """

    def __init__(
        self, access: Mapping[str, str], http: TrackerHttp, condition: str | None = None, site: str | None = None
    ) -> None:
        self._access = access
        self._http = http
        self._condition = condition
        self._is_certain = is_cloud(access["base_url"])
        self._edition: _Edition = "data center" if site == "data center" and not self._is_certain else "cloud"

    @property
    def ids(self) -> IdList:
        """How to ask which issues there are."""
        return IdList(_MOST_LISTED[self._edition], self._id_page)

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page.

        A site that is not known by its address is taken for Cloud, or for what it was at the last pull. If it refuses
        that edition's question, it is asked what it is.
        """
        return self._page(_Question(since, size, FIELDS), cursor)

    def _id_page(self, cursor: str | None) -> Result[IdPage, TrackerFault]:
        return self._page(_Question(None, _MOST_IDS, _NO_FIELDS), cursor).map(ids_on)

    def _page(self, question: _Question, cursor: str | None) -> Result[RawPage, TrackerFault]:
        page = self._page_as_believed(question, cursor)
        if cursor is not None or self._is_certain or not _is_refusal(page):
            return page
        believed, self._edition, self._is_certain = self._edition, self._edition_by_itself(), True
        return page if self._edition == believed else self._page_as_believed(question, None)

    def _page_as_believed(self, question: _Question, cursor: str | None) -> Result[RawPage, TrackerFault]:
        offset = _offset(cursor)
        if offset is not None or self._edition == "data center":
            return self._data_center_page(question, offset or Offset())
        return self._cloud_page(question, cursor)

    def _edition_by_itself(self) -> _Edition:
        """Return what the server says about itself; it says so to everybody, so the token is not sent."""
        answer = self._http.ask(Request(url=f"{self._access['base_url']}/rest/api/2/serverInfo"))
        info = answer.bind(lambda answered: decode("jira", answered.content, _SERVER_INFO))
        said = info.map(lambda server: str(server.deployment_type)).value_or("")
        return "data center" if said in _NOT_CLOUD else "cloud"

    def _cloud_page(self, question: _Question, token: str | None) -> Result[RawPage, TrackerFault]:
        further = {} if token is None else {"nextPageToken": token}
        headers = {"Authorization": basic(self._access)}
        return Result.do(
            self._raw_page(answered, page, None if page.is_last is True else present(page.next_page_token))
            for answered in self._search("/rest/api/3/search/jql", question, further, headers)
            for page in self._page_in(answered)
        )

    def _data_center_page(self, question: _Question, offset: Offset) -> Result[RawPage, TrackerFault]:
        further, headers = {"startAt": str(offset.at)}, {"Authorization": bearer(self._access)}
        return Result.do(
            self._raw_page(
                answered, page, _cursor(following), requests_left(offset, following, len(page.issues), page.total)
            )
            for answered in self._search("/rest/api/2/search", question, further, headers)
            for page in self._page_in(answered)
            for following in Success(_following(offset, page, question.size))
        )

    def _search(
        self, path: str, question: _Question, further: Mapping[str, str], headers: Mapping[str, str]
    ) -> Result[Answered, TrackerFault]:
        instant = None if question.since is None else _milliseconds(question.since)
        query = issues_of(self._access["project_key"], instant, self._condition)
        asked = {"jql": query, "maxResults": str(question.size), "fields": ",".join(question.fields), **further}
        url = f"{self._access['base_url']}{path}"
        return self._http.ask(Request(url=url, params=asked, headers=headers)).bind(self._logged_in)

    def _logged_in(self, answered: Answered) -> Result[Answered, TrackerFault]:
        reason = answered.headers.get("x-seraph-loginreason", "")
        if any(word in reason for word in _DENIED):
            return Failure(self._not_allowed(answered, f"X-Seraph-LoginReason: {reason}"))
        return Success(answered)

    def _page_in(self, answered: Answered) -> Result[_Page, TrackerFault]:
        """Return the page, unless it is empty because what was asked for is not there, or not for this user."""
        return decode_list("jira", answered, _PAGE, self._http.hide).bind(
            lambda page: (
                Failure(self._not_allowed(answered, "; ".join(page.complaints)))
                if page.complaints and not page.issues
                else Success(page)
            )
        )

    def _raw_page(self, answered: Answered, page: _Page, following: str | None, left: int = 0) -> RawPage:
        warnings = [TrackerWarning("jira", self._http.hide(text)) for text in page.complaints]
        issues = tuple(map(bytes, page.issues))
        return RawPage(
            issues=issues,
            next=following,
            now=clock_of(answered),
            warnings=tuple(warnings),
            site=None if self._edition == "cloud" else self._edition,
            requests_left=left,
        )

    def _not_allowed(self, answered: Answered, reason: str) -> TrackerNotAllowed:
        return TrackerNotAllowed("jira", answered.status, self._http.hide(reason))


def _is_refusal(page: Result[RawPage, TrackerFault]) -> bool:
    match sealed(page):
        case Failure(TrackerNotAllowed() | TrackerRefused() | BrokenTracker()):
            return True
        case _:
            return False


def _offset(cursor: str | None) -> Offset | None:
    """Return the place among Data Center's rows that a cursor names; None for a token of Cloud's."""
    try:
        return None if cursor is None else _OFFSET.decode(cursor)
    except msgspec.DecodeError:
        return None


def _following(offset: Offset, page: _Page, size: int) -> Offset | None:
    most = page.max_results if isinstance(page.max_results, int) else size
    return next_offset(offset, [_id_in(issue) for issue in page.issues], page.total, min(size, most))


def _cursor(following: Offset | None) -> str | None:
    return None if following is None else msgspec.json.encode(following).decode()


def _id_in(issue: msgspec.Raw) -> str:
    try:
        return str(_ID.decode(issue).id)
    except msgspec.DecodeError:
        return ""


def _milliseconds(since: str) -> int:
    return int(parse_instant(since).timestamp() * 1000)
