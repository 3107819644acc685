"""The Jira site that the documents call ``https://acme.atlassian.net``: three issues in each project, one page."""

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from trackpost.core.result import sealed
from trackpost.shell.server.server import listen, served

_ISSUES = (("Login fails on Safari", "onboarding"), ("Sign-up asks twice", "onboarding"), ("Dark mode", "web"))
_PROJECT = re.compile(r'project = "(\w+)"')
_LABEL = re.compile(r"\(labels = (\w+)\)")


def _issue(project: str, number: int, title: str, label: str) -> dict[str, object]:
    return {
        "id": str(10_000 + number),
        "key": f"{project}-{number}",
        "fields": {
            "summary": title,
            "status": {"name": "In Progress"},
            "issuetype": {"name": "Story"},
            "priority": {"name": "High"},
            "labels": [label],
            "created": "2026-02-01T09:00:00.000+0100",
            "updated": f"2026-03-0{number}T12:30:00.000+0100",
        },
    }


async def _search(request: Request) -> JSONResponse:
    if b64decode(request.headers["authorization"].partition(" ")[2]).endswith(b":revoked"):
        return JSONResponse({"errorMessages": ["this token was revoked"]}, 401)
    wanted, project = _LABEL.search(request.query_params["jql"]), _PROJECT.findall(request.query_params["jql"])[0]
    numbered = [(number, *one) for number, one in enumerate(_ISSUES, start=1)]
    return JSONResponse(
        {"issues": [_issue(project, *one) for one in numbered if wanted is None or wanted[1] == one[-1]]}
    )


@contextmanager
def jira_site() -> Iterator[str]:
    """Run the site, and give its URL."""
    with (
        sealed(listen(0)).unwrap() as listener,
        served(Starlette(routes=[Route("/rest/api/3/search/jql", _search)]), listener) as url,
    ):
        yield url
