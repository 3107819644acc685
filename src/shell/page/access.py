"""Who may look: everybody where a publish needs no token, otherwise who has shown the token.

A browser shows it once, in a form. From then on a cookie stands for it: a random text that no script can read, that no
other site can send, and that is good for nothing but looking at these pages. The token is in no URL and in no cookie.
"""

from collections.abc import Callable
from http.cookies import SimpleCookie
from secrets import token_urlsafe

from attrs import field, frozen
from returns.pipeline import is_successful
from starlette.datastructures import Headers

from ...core.parsing.secret import Secret
from ..server.request_checks import check_bearer

_MOST_SESSIONS = 1_000


@frozen
class Access:
    """Who may look at the pages.

    Attributes:
        token: what a publish needs; None for nothing.
        draw: returns a text that nobody can guess.
    """

    token: Secret | None
    draw: Callable[[], str] = token_urlsafe
    _sessions: dict[str, None] = field(factory=dict, init=False)

    def may_look(self, headers: Headers, port: int) -> bool:
        """Say whether a request comes from somebody who may look."""
        return self._session_in(headers, port) in self._sessions or is_successful(check_bearer(self.token, headers))

    def log_in(self, shown: str, port: int) -> str | None:
        """Return the cookie for whom shows *shown* as the token; None if that is another."""
        if self.token is None or Secret(shown.strip()) != self.token:
            return None
        session = self.draw()
        self._sessions[session] = None
        for oldest in list(self._sessions)[:-_MOST_SESSIONS]:
            del self._sessions[oldest]
        return f"{_name(port)}={session}; Path=/; HttpOnly; SameSite=Strict"

    def log_out(self, headers: Headers, port: int) -> str:
        """Forget the session of a request, and return the cookie that removes its own."""
        self._sessions.pop(self._session_in(headers, port), None)
        return f"{_name(port)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"

    @staticmethod
    def _session_in(headers: Headers, port: int) -> str:
        cookies: SimpleCookie = SimpleCookie()
        cookies.load(headers.get("cookie", ""))
        return cookies[_name(port)].value if _name(port) in cookies else ""


def _name(port: int) -> str:
    """Return the name of the cookie, with the port: cookies do not tell the servers of one machine apart."""
    return f"trackpost-{port}"
