"""Reads GitLab, on gitlab.com or self-managed (REST API v4).

https://docs.gitlab.com/api/issues/#list-project-issues
https://docs.gitlab.com/api/rest/#pagination
"""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import unquote

from returns.result import Result

from ...core.issues.tracker_fault import TrackerFault
from ...core.project.issue_filter import labels_in
from ...core.trackers.page_numbers import NumberedPage
from ...core.trackers.pages import path_segment
from .http import Request, TrackerHttp
from .numbered import numbered_page
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

    gives_whole_list: ClassVar[bool] = False

    def __init__(self, access: Mapping[str, str], http: TrackerHttp, labels: str | None = None) -> None:
        project = path_segment(unquote(access["project_id"]))  # people also store the path escaped
        self._url = f"{access['base_url']}/projects/{project}/issues"
        self._labelled = {} if labels is None else {"labels": ",".join(labels_in(labels))}
        self._headers = {"PRIVATE-TOKEN": access["token"]}
        self._http = http

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page, of the oldest issues first."""
        changed = {} if since is None else {"updated_after": since}

        def ask(page: NumberedPage, after: Mapping[str, str]) -> Request:
            sized = {"state": "all", "per_page": str(page.size), **_place(page, after)}
            params = {**sized, **_LIST, **self._labelled, **changed}
            return Request(url=self._url, params=params, headers=self._headers)

        return numbered_page(self._http, cursor, size, _CURSOR, ask)


def _place(page: NumberedPage, after: Mapping[str, str]) -> Mapping[str, str]:
    """Say which page. A page that is asked for by its number must not ask for cursors too, or the number is ignored."""
    if after:
        return {**after, **_KEYSET}
    return {"page": str(page.number), **(_KEYSET if page.number == 1 else {})}
