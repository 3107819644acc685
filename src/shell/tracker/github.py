"""Reads GitHub, GitHub Enterprise, and Gitea and Forgejo, which answer alike.

https://docs.github.com/en/rest/issues/issues#list-repository-issues
https://docs.gitea.com/api/#tag/issue/operation/issueListIssues
"""

from collections.abc import Mapping
from datetime import UTC, timedelta
from itertools import compress

from attrs import evolve
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import TrackerFault, TrackerRefused
from ...core.project.issue_filter import labels_in
from ...core.trackers.github import labels_of
from ...core.trackers.page_numbers import NumberedPage
from ...core.trackers.pages import path_segment
from ..clock import parse_instant
from .http import Request, TrackerHttp
from .moving import Whereabouts
from .numbered import ids_of_whole_list, numbered_page
from .reader import RawPage

_GITEA = "/api/v1"
"""Ends the address of its API. GitHub's has no path, and Enterprise's ends with ``/api/v3``."""
_CURSOR = frozenset({"after"})
"""GitHub refuses to number more than 10,000 rows, and gives a cursor from the first page on."""
_A_SECOND = timedelta(seconds=1)


class GitHubReader:
    """Reads the issues of one repository, with its pull requests where they cannot be left out.

    Args:
        access: ``base_url``, ``owner``, ``repo`` and ``token``.
        http: asks.
        labels: only those that have all of these labels, separated by commas.
    """

    def __init__(self, access: Mapping[str, str], http: TrackerHttp, labels: str | None = None) -> None:
        self._labels = labels_in(labels or "")
        owner, repo = path_segment(access["owner"]), path_segment(access["repo"])
        self._url = f"{access['base_url']}/repos/{owner}/{repo}/issues"
        self._is_gitea = access["base_url"].endswith(_GITEA)
        self._headers = headers_of(access)
        self._http = http
        self.ids = ids_of_whole_list(self.page)
        self._whereabouts = Whereabouts(
            http,
            f"{access['owner']}/{access['repo']}",
            lambda number: Request(url=f"{access['base_url']}/repositories/{number}", headers=self._headers),
            _credentials,
        )

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page, of the oldest issues first; Gitea gives the newest ones first."""
        changed = {} if since is None else {"since": _just_before(since)}

        def ask(page: NumberedPage, after: Mapping[str, str]) -> Request:
            params = {
                "state": "all",
                **self._sized(page.size),
                **(after or {"page": str(page.number)}),
                **self._order,
                **self._labelled,
                **changed,
            }
            return Request(url=self._url, params=params, headers=self._headers)

        page = numbered_page(self._whereabouts, cursor, size, _CURSOR, ask)
        return page.bind(self._narrowed) if self._is_gitea and self._labels else page

    @property
    def _labelled(self) -> Mapping[str, str]:
        """Ask Gitea for the first label alone: of several it lists what has any."""
        asked = self._labels[:1] if self._is_gitea else self._labels
        return {"labels": ",".join(asked)} if asked else {}

    def _narrowed(self, page: RawPage) -> Result[RawPage, TrackerFault]:
        """Keep what has all labels. Gitea ignores a label that does not exist, and lists everything."""
        wanted = {label.casefold() for label in self._labels}
        first, found = self._labels[0], [_folded(labels_of(issue)) for issue in page.issues]
        if any(labels is not None and first.casefold() not in labels for labels in found):
            reason = f"its repository has no label {first!r}, which tracker.filter names"
            return Failure(TrackerRefused(self._http.provider, None, reason))
        matching = (labels is None or wanted <= labels for labels in found)
        return Success(evolve(page, issues=tuple(compress(page.issues, matching))))

    def _sized(self, size: int) -> Mapping[str, str]:
        return {"limit" if self._is_gitea else "per_page": str(size)}

    @property
    def _order(self) -> Mapping[str, str]:
        """GitHub takes ``type`` for the name of an issue type, and would find none."""
        return {"type": "issues"} if self._is_gitea else {"sort": "created", "direction": "asc"}


def headers_of(access: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers of each request, with the token."""
    return {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {access['token']}",
        "X-GitHub-Api-Version": "2022-11-28",
    }


def _credentials(name: str | None) -> Mapping[str, str]:
    owner, _, repo = (name or "OWNER/REPO").partition("/")
    return {"owner": owner, "repo": repo}


def _folded(labels: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if labels is None else frozenset(label.casefold() for label in labels)


def _just_before(since: str) -> str:
    """Return a whole second earlier than *since*: GitHub lists what was changed after it, and counts seconds."""
    return (parse_instant(since).astimezone(UTC) - _A_SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")
