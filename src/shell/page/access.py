"""Who may look: everybody where a publish needs no token, otherwise who has shown one, at what was sent with it.

A browser shows it once, in a form. From then on a cookie stands for it: a random text that no script can read, that no
other site can send, and that is good for nothing but looking at these pages. The token is in no URL and in no cookie.
"""

from collections.abc import Callable, Sequence
from secrets import token_urlsafe

from attrs import field, frozen
from returns.result import Result, Success
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from ...core.contract.server import Refused
from ...core.parsing.secret import Secret
from ..server.request_checks import check_bearer

_MOST_SESSIONS = 1_000


@frozen
class Access:
    """Who may look at the pages.

    Attributes:
        tokens: the bearer token of each account; without any, a publish needs none.
        draw: returns a text that nobody can guess.
    """

    tokens: Sequence[Secret]
    draw: Callable[[], str] = token_urlsafe
    _sessions: dict[str, int] = field(factory=dict, init=False)

    def account_of(self, headers: Headers, port: int) -> Result[int, Refused]:
        """Return the number of the account that a request comes from; refuse it if it may not look."""
        account = self._sessions.get(self._session_in(headers, port))
        return check_bearer(self.tokens, headers) if account is None else Success(account)

    def log_in(self, shown: str, port: int) -> str | None:
        """Return the cookie for whom shows *shown* as a token; None if it is none of those that are known."""
        token, session = Secret(shown.strip()), self.draw()
        if token not in self.tokens:
            return None
        self._sessions[session] = self.tokens.index(token)
        for oldest in list(self._sessions)[:-_MOST_SESSIONS]:
            del self._sessions[oldest]
        return f"{_name(port)}={session}; Path=/; HttpOnly; SameSite=Strict"

    def log_out(self, headers: Headers, port: int) -> str:
        """Forget the session of a request, and return the cookie that removes its own."""
        self._sessions.pop(self._session_in(headers, port), None)
        return f"{_name(port)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"

    @staticmethod
    def _session_in(headers: Headers, port: int) -> str:
        # Not http.cookies, which reads none of them if one is odd: browsers send those of every port of the machine
        return cookie_parser(headers.get("cookie", "")).get(_name(port), "")


def _name(port: int) -> str:
    """Return the name of the cookie, with the port: cookies do not tell the servers of one machine apart."""
    return f"trackpost-{port}"
