"""The Jira site that the documents call ``https://acme.atlassian.net``: three issues, one page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from trackpost.core.result import sealed
from trackpost.shell.server.server import listen, served

_ISSUES = (("Login fails on Safari", "onboarding"), ("Sign-up asks twice", "onboarding"), ("Dark mode", "web"))
_LABEL = re.compile(r"\(labels = (\w+)\)")


def _issue(number: int, title: str, label: str) -> dict[str, object]:
    return {
        "id": str(10_000 + number),
        "key": f"ACME-{number}",
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
    wanted = _LABEL.search(request.query_params["jql"])
    numbered = [(number, *one) for number, one in enumerate(_ISSUES, start=1)]
    return JSONResponse({"issues": [_issue(*one) for one in numbered if wanted is None or wanted[1] == one[-1]]})


@contextmanager
def jira_site() -> Iterator[str]:
    """Run the site, and give its URL."""
    with (
        sealed(listen(0)).unwrap() as listener,
        served(Starlette(routes=[Route("/rest/api/3/search/jql", _search)]), listener) as url,
    ):
        yield url
