"""Asks for the server, and for a token that it accepts."""

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.endpoint import Endpoint, parse_endpoint
from ...core.delivery.entry import ServerFault, TokenNeeded, TokenRefused
from ...core.delivery.publish import PublishOrder
from ...core.errors import Problem, kind_of
from ...core.parsing.secret import UnusableToken, usable_token
from ...core.project.bind_order import BindOrder
from ...core.result import sealed
from ..operations.trial import try_server
from ..operations.wiring import Wiring
from .questions import Question, answered, tell
from .streams import is_interactive
from .terminal import complain, confirm

_SERVER = Question(what="Spec Kitty server (https://HOST; Enter to name it later)", option="--server-url", default="")
_THE_SAME = Question(what="Spec Kitty server", option="--server-url")
_TOKEN = Question(what="Bearer token of the server (Enter for none)", option="--auth-token", default="", hidden=True)


@frozen(kw_only=True)
class NamedServer:
    """A server that accepts a token.

    Attributes:
        endpoint: its own.
        url: what is to be stored in the settings; None if that is not new.
        token: what is to be stored as a credential; None for nothing.
    """

    endpoint: Endpoint
    url: str | None
    token: str | None = field(repr=False)


@frozen(kw_only=True)
class ServerQuestions:
    """The questions for the server.

    Attributes:
        wiring: what the operations on the project are made of.
        url: of the server, if it was given.
        token: the bearer token, if it was given; not printed.
        token_from: the variable that the token comes from; it is not stored then. None if it was given by hand.
        insecure_http: allow plain HTTP to another machine.
    """

    wiring: Wiring
    url: str | None
    token: str | None = field(repr=False)
    token_from: str | None
    insecure_http: bool

    def ask(self, order: BindOrder) -> Result[NamedServer | None, Problem]:
        """Ask until a server lets us in, or a person wants to name it later."""
        url, known = self.url, self.wiring.server(None)
        while True:
            entered = Result.do(
                server
                for held in known
                for named in answered(_SERVER if held is None else evolve(_THE_SAME, default=held), url, self._named)
                for server in self._entered(order, named, held)
            )
            match sealed(entered):
                case Success(server):
                    return Success(server)
                case Failure(fault) if isinstance(fault, ServerFault) and is_interactive():
                    complain(fault.message, kind=kind_of(fault))
                case Failure(fault):
                    return Failure(fault)
            if confirm("Go on without a server (`trackpost config set server-url` stores one later)?"):
                return Success(None)
            url = None

    def _entered(
        self, order: BindOrder, named: tuple[str, Endpoint] | None, held: str | None
    ) -> Result[NamedServer | None, Problem]:
        """Ask for tokens until the server accepts one, or a person has no other."""
        if named is None:
            return Success(None)
        text, endpoint = named
        token, source = self.token, self.token_from
        if token is None:
            token, source = _asked_token(), None
        while True:
            tell(f"Asking {endpoint.url} ...")
            match sealed(try_server(self.wiring, order, endpoint, PublishOrder(auth_token=token, token_from=source))):
                case Success():
                    url = None if text == held else text
                    return Success(NamedServer(endpoint=endpoint, url=url, token=token if source is None else None))
                case Failure(TokenNeeded() | TokenRefused() | UnusableToken() as fault) if is_interactive():
                    complain(fault.message, kind=kind_of(fault))
                    token, source = _asked_token(), None
                    if token is None:
                        return Failure(fault)
                case Failure(fault):
                    return Failure(fault)

    def _named(self, text: str) -> Result[tuple[str, Endpoint] | None, Problem]:
        if not text.strip():
            return Success(None)
        return parse_endpoint(text, insecure_http=self.insecure_http).map(lambda endpoint: (text.strip(), endpoint))


def _asked_token() -> str | None:
    if not is_interactive():
        return None
    asked: Result[str | None, Problem] = answered(_TOKEN, None, _token)
    return asked.value_or(None)


def _token(text: str) -> Result[str | None, Problem]:
    return Result.do(text.strip() for _ in usable_token("the token", text)) if text.strip() else Success(None)
