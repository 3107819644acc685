"""Reads GitLab, on gitlab.com or self-managed (REST API v4).

https://docs.gitlab.com/api/issues/#list-project-issues
https://docs.gitlab.com/api/rest/#pagination
"""

from collections.abc import Mapping
from urllib.parse import unquote

from returns.result import Result

from ...core.issues.tracker_fault import TrackerFault
from ...core.project.issue_filter import labels_in
from ...core.trackers.page_numbers import NumberedPage
from ...core.trackers.pages import path_segment
from .http import Request, TrackerHttp
from .moving import Whereabouts
from .numbered import ids_of_whole_list, numbered_page
from .reader import RawPage

_LIST: Mapping[str, str] = {"scope": "all", "order_by": "created_at", "sort": "asc"}
_CURSOR = frozenset({"cursor", "id_after"})
_KEYSET: Mapping[str, str] = {"pagination": "keyset"}
"""Asks for cursors. GitLab before 18.3 ignores it here and numbers the pages."""


class GitLabReader:
    """Reads the issues of one project.

    Args:
        access: ``base_url``, ``project_id`` and ``token``. The project's id is a number, or its path with all groups.
        http: asks.
        labels: only those that have all of these labels, separated by commas.
    """

    def __init__(self, access: Mapping[str, str], http: TrackerHttp, labels: str | None = None) -> None:
        project = unquote(access["project_id"])  # people also store the path escaped
        projects = f"{access['base_url']}/projects"
        self._url = f"{projects}/{path_segment(project)}/issues"
        self._labelled = {} if labels is None else {"labels": ",".join(labels_in(labels))}
        self._headers = headers_of(access)
        self.ids = ids_of_whole_list(self.page)
        self._whereabouts = Whereabouts(
            http,
            project,
            lambda number: Request(url=f"{projects}/{number}", headers=self._headers),
            lambda name: {"project_id": name or "GROUP/PROJECT"},
        )

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page, of the oldest issues first."""
        changed = {} if since is None else {"updated_after": since}

        def ask(page: NumberedPage, after: Mapping[str, str]) -> Request:
            sized = {"state": "all", "per_page": str(page.size), **_place(page, after)}
            params = {**sized, **_LIST, **self._labelled, **changed}
            return Request(url=self._url, params=params, headers=self._headers)

        return numbered_page(self._whereabouts, cursor, size, _CURSOR, ask)


def headers_of(access: Mapping[str, str]) -> Mapping[str, str]:
    """Return the header with the token."""
    return {"PRIVATE-TOKEN": access["token"]}


def _place(page: NumberedPage, after: Mapping[str, str]) -> Mapping[str, str]:
    """Say which page. A page that is asked for by its number must not ask for cursors too, or the number is ignored."""
    if after:
        return {**after, **_KEYSET}
    return {"page": str(page.number), **(_KEYSET if page.number == 1 else {})}
