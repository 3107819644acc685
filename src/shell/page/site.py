"""The pages as routes of an ASGI application: who asks, what is shown, and in which form."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen
from returns.result import Failure, Success
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ...core.contract.server import Complaint, Refused
from ...core.result import sealed
from ..server.noting import Clock
from ..server.refusals import OTHER_ORIGIN, TOO_LARGE, UNAUTHORIZED
from ..server.responses import refusal
from .access import Access
from .rendering import PROGRAMS, STATIC, as_html, as_json, as_refusal, wants_json
from .visit import Page, Visit

_LONGEST_FORM = 16 * 1024
_LOGIN = "/login"
_LOGOUT = "/logout"
_NO_PAGE = Refused(404, Complaint(error="not_found", message="There is no page at this address."))
_WRONG_TOKEN = Refused(401, Complaint(error="unauthorized", message="This is not the token of this server."))

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_Answer: TypeAlias = Callable[[Request, int], Awaitable[Response]]
"""Answers the request of an account, given by its number."""


@frozen(kw_only=True)
class Site:
    """Some pages, for those who may look at them.

    Attributes:
        pages: all of them, in the order of the menu.
        access: who may look.
        clock: tells when a page is asked.
        others: what else is shown to those who may look: the address, and what answers.
    """

    pages: Sequence[Page]
    access: Access
    clock: Clock
    others: Mapping[str, _Answer] = field(factory=dict)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the pages, of what they need, and of the forms."""
        shown = {prefix + page.path: self._shown(page) for page in self.pages for prefix in ("", PROGRAMS)}
        forms = {
            **{page.path: self._for_looker(self._done(page)) for page in self.pages if page.deed is not None},
            _LOGIN: self._log_in,
            _LOGOUT: self._log_out,
        }
        looks = {**shown, **self.others, _LOGIN: _to_the_first, _LOGOUT: _to_the_first}
        return [
            *(Route(path, self._for_looker(answer), methods=["GET"]) for path, answer in looks.items()),
            *(Route(path, self._from_a_page(do), methods=["POST"]) for path, do in forms.items()),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    def lost(self, request: Request, refused: Refused) -> Response:
        """Return a page for a person who asks for one that is not there, and the refusal for a program."""
        if "text/html" in request.headers.get("accept", "") and not wants_json(request):
            return as_refusal(request, _NO_PAGE, self._context(request, None))
        return refusal(refused)

    def _from_a_page(self, do: _Endpoint) -> _Endpoint:
        """Let in only forms that say where they come from, since another origin has been refused before."""

        async def guarded(request: Request) -> Response:
            if "origin" not in request.headers:
                return as_refusal(request, OTHER_ORIGIN, self._context(request, None))
            return await do(request)

        return guarded

    def _for_looker(self, answer: _Answer) -> _Endpoint:
        async def guarded(request: Request) -> Response:
            match sealed(self.access.account_of(request.headers, _port(request))):
                case Success(account):
                    return await answer(request, account)
                case Failure(refused) if wants_json(request):
                    return refusal(refused)
                case Failure():
                    return self._login_form(request, _own_path(request), None)

        return guarded

    def _shown(self, page: Page) -> _Answer:
        async def show(request: Request, account: int) -> Response:
            match sealed(await page.view(self._visit(request, account))):
                case Success(view) if wants_json(request):
                    return as_json(view)
                case Success(view):
                    return as_html(page.template, {**self._context(request, page), "view": view})
                case Failure(refused):
                    return as_refusal(request, refused, self._context(request, page))

        return show

    def _done(self, page: Page) -> _Answer:
        async def do(request: Request, account: int) -> Response:
            typed = await _form(request)
            if typed is None or page.deed is None:
                return as_refusal(request, TOO_LARGE, self._context(request, page))
            match sealed(await page.deed(self._visit(request, account), typed)):
                case Success(location):
                    return RedirectResponse(location, 303)
                case Failure(refused):
                    return as_refusal(request, refused, self._context(request, page))

        return do

    async def _log_in(self, request: Request) -> Response:
        typed = await _form(request) or {}
        cookie = self.access.log_in(typed.get("token", ""), _port(request))
        if cookie is None:
            return self._login_form(request, _safe_path(typed.get("next", "")), _WRONG_TOKEN.complaint.message)
        return RedirectResponse(_safe_path(typed.get("next", "")), 303, {"Set-Cookie": cookie})

    async def _log_out(self, request: Request) -> Response:
        return RedirectResponse("/", 303, {"Set-Cookie": self.access.log_out(request.headers, _port(request))})

    def _login_form(self, request: Request, following: str, problem: str | None) -> Response:
        context = {**self._context(request, None), "next": following, "problem": problem}
        return as_html("login.html", context, UNAUTHORIZED.status_code)

    def _visit(self, request: Request, account: int) -> Visit:
        return Visit(
            account=account,
            host=request.headers["host"],
            named=request.path_params,
            query=dict(request.query_params),
            now=self.clock(),
            needs_token=bool(self.access.tokens),
        )

    def _context(self, request: Request, page: Page | None) -> dict[str, object]:
        return {
            "has_login": bool(self.access.tokens),
            "host": request.headers["host"],
            "menu": [page for page in self.pages if page.title is not None],
            "now": self.clock(),
            "page": page,
            "path": request.url.path,
            "query": dict(request.query_params),
        }


async def _to_the_first(_request: Request, _account: int) -> Response:
    return RedirectResponse("/", 303)


async def _form(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, none if it ends early; None if it is longer than any form of these pages."""
    content = b""
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > _LONGEST_FORM:
                return None
    except ClientDisconnect:
        return {}
    return dict(parse_qsl(content.decode(errors="replace"), keep_blank_values=True))


def _port(request: Request) -> int:
    _, port = request.scope["server"]
    return int(port)


def _own_path(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _safe_path(following: str) -> str:
    r"""Return where to go after a login: a path of this server, and never another server.

    >>> _safe_path("/snapshots?page=2"), _safe_path("//evil.example"), _safe_path("/\\evil.example")
    ('/snapshots?page=2', '/', '/')
    """
    is_path = following.startswith("/") and not following.startswith(("//", "/\\")) and following.isprintable()
    return following if is_path and not urlsplit(following).netloc else "/"
