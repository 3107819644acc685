"""Puts a reference server together from what a person names on the command line."""

import socket
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from attrs import frozen
from returns.iterables import Fold
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success
from starlette.applications import Starlette

from ...core.contract.injected_faults import FaultPlan
from ...core.contract.server_setup import ServeError, UnusableJournal, UnusablePort
from ...core.delivery.token import GivenTokenError, MissingToken, RepeatedToken
from ...core.parsing.secret import Secret, usable_token
from ..files.mapping_table import read_mapping_table
from ..files.reading import printable
from .app import ReferenceServer
from .failing import failing
from .fault_choice import Faults
from .journal import Journal
from .server import listen, serve, url_of
from .slow_clients import ImpatientProtocol


@frozen
class ReadyServer:
    """A server that is ready to answer, and the socket on which it is asked."""

    sandbox: ReferenceServer
    listener: socket.socket

    @property
    def url(self) -> str:
        """Where it is reached."""
        return url_of(self.listener)


@frozen(kw_only=True)
class Limits:
    """How much a server takes, and how much it keeps.

    Attributes:
        max_body: the most bytes that a body may have.
        keep_newest: how many snapshots are kept; None for all.
    """

    max_body: int
    keep_newest: int | None


def prepare_server(
    port: int, tokens: Sequence[str], data: Path | None, mappings: Path | None, limits: Limits
) -> Result[ReadyServer, ServeError]:
    """Return the server, or the first thing that keeps it from starting.

    Args:
        port: on loopback; 0 lets the system choose.
        tokens: what a bearer must show; each is the token of an account. Without any, everybody may publish.
        data: the journal's file; None takes a temporary one.
        mappings: a file as `parse_mapping_table` takes it; None knows no mapping.
        limits: how much it takes, and how much it keeps.
    """
    return Result.do(
        ReadyServer(
            ReferenceServer(journal=journal, tokens=secrets, mappings=table, max_body=limits.max_body), listener
        )
        for secrets in Fold.collect([_secret(token) for token in tokens], Success(())).bind(_once_each)
        for table in read_mapping_table(mappings)
        for journal in _journal(data, limits.keep_newest)
        for listener in _listener(port, journal)
    )


def run(opened: ReadyServer, faults: FaultPlan, app_of: Callable[[ReferenceServer], Starlette]) -> None:
    """Answer requests until the process is told to end, except those that fail on purpose.

    Args:
        opened: the server.
        faults: how it fails.
        app_of: returns the application that answers.
    """
    sandbox = opened.sandbox
    protocol = ImpatientProtocol if faults == FaultPlan() else failing(Faults(faults, sandbox.tokens))
    with closing(sandbox.journal):
        serve(app_of(sandbox), opened.listener, protocol)


def _secret(token: str) -> Result[Secret, GivenTokenError]:
    return usable_token("--token", token) if token.strip() else Failure(MissingToken("--token"))


def _once_each(tokens: tuple[Secret, ...]) -> Result[tuple[Secret, ...], RepeatedToken]:
    """Refuse a token that is there twice: nobody could publish from its second account."""
    return Success(tokens) if len(set(tokens)) == len(tokens) else Failure(RepeatedToken("--token", "another --token"))


def _listener(port: int, journal: Journal) -> Result[socket.socket, UnusablePort]:
    """Return the socket; where there is none, nothing will be kept either, and *journal* is closed."""
    listener = listen(port)
    if not is_successful(listener):
        journal.close()
    return listener


def _journal(path: Path | None, keep_newest: int | None) -> Result[Journal, UnusableJournal]:
    try:
        return Success(Journal(path, keep_newest=keep_newest))
    except (sqlite3.Error, OSError) as error:
        return Failure(UnusableJournal("" if path is None else printable(path), str(error)))
