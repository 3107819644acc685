"""The questions of ``trackpost init``, each asked again until the tracker and the server accept the answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem, kind_of
from ...core.parsing.text import choose, usable_text
from ...core.project.bind_order import BindOrder, parse_bind_order
from ...core.reporting.init_report import Started
from ...core.result import sealed
from ...core.routing.providers import PROVIDERS, Provider, normalize_provider
from ..operations.checks import TrackerLook
from ..operations.config import Config
from ..operations.trial import WrongCredentials, held_for, try_tracker
from ..operations.wiring import Wiring
from .credential_questions import CredentialQuestions
from .output import Stopped
from .questions import Question, answered, tell
from .server_questions import NamedServer, ServerQuestions
from .terminal import complain, confirm

_PROVIDER = Question(what=f"Tracker ({', '.join(PROVIDERS)})", option="--provider")
_WORKSPACE = Question(what="Workspace (the site, organization or team in the tracker)", option="--workspace")
_ACCESS_TOKEN = "access_token"  # noqa: S105 - the name of a credential


@frozen(kw_only=True)
class Answers:
    """What the command line gives; what is None is asked for.

    Attributes:
        provider: in any spelling.
        workspace: of the binding.
        credentials: those that need not be asked for; not printed.
        issue_filter: which issues the project has.
    """

    provider: str | None
    workspace: str | None
    credentials: Mapping[str, str] = field(repr=False)
    issue_filter: str | None


@frozen(kw_only=True)
class Interview:
    """Sets a project up. Nothing is written before everybody has accepted everything.

    Attributes:
        wiring: what the operations on the project are made of.
        given: what need not be asked for.
        servers: asks for the server.
        insecure_http: allow plain HTTP to another machine.
    """

    wiring: Wiring
    given: Answers
    servers: ServerQuestions
    insecure_http: bool

    def run(self) -> Result[Started, Problem]:
        """Return what was set up, or why it was not.

        Raises:
            Stopped: a person has ended the questions.
        """
        with _nothing_written():
            agreed = Result.do(
                (order, look, server)
                for row in self._provider()
                for workspace in answered(_WORKSPACE, self.given.workspace, _workspace)
                for order, look in self._tracker(row, workspace)
                for server in self.servers.ask(order)
            )
        return Result.do(
            Started(
                bound=bound,
                account=None if look is None else look.account.value_or(None),
                server=None if server is None else server.endpoint.url,
            )
            for order, look, server in agreed
            for binder in self.wiring.binder()
            for bound in binder.bind(_with_token(order, server))
            for _ in self._stored(server)
        )

    def _stored(self, server: NamedServer | None) -> Result[None, Problem]:
        """Store the address of the server, if it is new."""
        if server is None or server.url is None:
            return Success(None)
        value = (server.url,)
        return Result.do(
            None for home in self.wiring.home for _ in Config(home, self.wiring.environ).put("server-url", value)
        )

    def _provider(self) -> Result[Provider, Problem]:
        def known(text: str) -> Result[str, Problem]:
            return choose("provider", normalize_provider(text), PROVIDERS).lash(Failure)

        return answered(_PROVIDER, self.given.provider, known).map(lambda name: PROVIDERS[name])

    def _tracker(self, row: Provider, workspace: str) -> Result[tuple[BindOrder, TrackerLook | None], Problem]:
        held = held_for(self.wiring, row.name)
        return Result.do(
            accepted
            for questions in held.map(lambda kept: CredentialQuestions(row, workspace, kept, self.insecure_http))
            for accepted in self._accepted(questions)
        )

    def _accepted(self, questions: CredentialQuestions) -> Result[tuple[BindOrder, TrackerLook | None], Problem]:
        """Ask until the tracker accepts the credentials, or a person wants to keep them all the same."""
        given = self.given.credentials
        while True:
            order = self._order(questions, given)
            match sealed(Result.do((ready, look) for ready in order for look in self._tried(ready))):
                case Success((ready, look)):
                    return Success((ready, look))
                case Failure(fault) if isinstance(fault, WrongCredentials) and questions.can_be_asked:
                    complain(fault.message, kind=kind_of(fault))
                case Failure(fault):
                    return Failure(fault)
            if confirm("Keep these credentials all the same?"):
                return order.map(lambda ready: (ready, None))
            questions = questions.after(order.map(lambda ready: ready.credentials).value_or({}))
            given = {}

    def _order(self, questions: CredentialQuestions, given: Mapping[str, str]) -> Result[BindOrder, Problem]:
        name, workspace = questions.row.name, questions.workspace
        return Result.do(
            order
            for answers in questions.answers(given)
            for order in parse_bind_order(
                provider=name, workspace=workspace, filter=self.given.issue_filter, credentials=answers
            )
        )

    def _tried(self, order: BindOrder) -> Result[TrackerLook, Problem]:
        name = order.provider.name
        tell(f"Asking {name} ...")
        looked: Result[TrackerLook, Problem] = try_tracker(self.wiring, order, insecure_http=self.insecure_http)
        account = Result.do(account for look in looked for account in look.account).value_or(None)
        if account is not None:
            tell(f"{name} accepts the credentials of {account}")
        return looked


def _workspace(text: str) -> Result[str, Problem]:
    return usable_text("the workspace", text).lash(Failure)


def _with_token(order: BindOrder, server: NamedServer | None) -> BindOrder:
    token = None if server is None else server.token
    return order if token is None else evolve(order, credentials={**order.credentials, _ACCESS_TOKEN: token})


@contextmanager
def _nothing_written() -> Iterator[None]:
    """Say so if a person ends the questions."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort) as interrupt:
        words = "nothing was written"
        raise Stopped(words) from interrupt
