"""``trackpost init``."""

from pathlib import Path

import click
from returns.result import Result, Success

from ...core.parsing.text import parse_pairs
from ...core.reporting.init_report import Started, init_report
from ..operations.wiring import wired
from . import options
from .bind import filled_in, say_bound
from .interview import Answers, Interview
from .options import given_token, new_project, typed, variable_given
from .output import end
from .server_questions import ServerQuestions
from .terminal import say, say_done


@click.command()
@options.provider(required=False)
@options.workspace(required=False)
@options.credentials
@options.issue_filter
@options.root
@options.server_url
@options.auth_token
@options.insecure_http
@options.as_json
def init(
    provider: str | None,
    workspace: str | None,
    credentials: tuple[str, ...],
    issue_filter: str | None,
    root: Path | None,
    server_url: str | None,
    auth_token: str | None,
    insecure_http: bool,
    as_json: bool,
) -> None:
    """Set this project up: ask for what is needed, try it, and store it.

    On a terminal, asks for the tracker, the workspace, the credentials and the server, except for what the options
    give. Tries the credentials at the tracker and the token at the server, and asks again if they are not accepted.
    Without a terminal, the options must give everything. Writes nothing before everything is accepted, and then what
    `bind` and `config set server-url` write.

    Exits 0 on success, 2 if something is missing or not usable, 69 if the tracker or the server cannot be reached, 76
    or 77 if it refuses, 73 if a file cannot be written, 78 if a file or the configuration is wrong.
    """
    started = Result.do(
        done
        for folder in new_project(root)
        for pairs in parse_pairs("--credential", credentials)
        for filled in Success(filled_in(pairs))
        for token in given_token(auth_token)
        for wiring in Success(wired(folder, home=None, ledger=None, post=None, clock=None, environ=None))
        for servers in Success(
            ServerQuestions(
                wiring=wiring,
                url=typed("server_url", server_url),
                token=token,
                token_from=variable_given("auth_token"),
                insecure_http=insecure_http,
            )
        )
        for answers in Success(
            Answers(provider=provider, workspace=workspace, credentials=filled, issue_filter=issue_filter)
        )
        for done in Interview(wiring=wiring, given=answers, servers=servers, insecure_http=insecure_http).run()
    )
    end(started, _say_started, init_report(started) if as_json else None)


def _say_started(started: Started) -> None:
    say_bound(started.bound)
    if started.server is not None:
        say_done("Accepted", started.server)
    say("Next: `trackpost pull`, then `trackpost publish`. If something does not work, run `trackpost doctor`.")
