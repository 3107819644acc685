"""Runs the reference server on loopback: in the foreground, or beside the caller."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from returns.result import Failure, Result, Success
from starlette.applications import Starlette

from ...core.contract.server_setup import UnusablePort
from .slow_clients import ImpatientProtocol

_LOOPBACK = "127.0.0.1"


def listen(port: int) -> Result[socket.socket, UnusablePort]:
    """Return a socket that listens on loopback; port 0 lets the system choose one."""
    try:
        listener = socket.create_server((_LOOPBACK, port))
    except OverflowError:
        return Failure(UnusablePort(port, "no such port"))
    except OSError as error:
        return Failure(UnusablePort(port, os.strerror(error.errno) if error.errno else str(error)))
    # What is accepted here inherits it; without it each answer on a kept connection waits for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Success(listener)


def url_of(listener: socket.socket) -> str:
    """Return the URL at which *listener* is reached."""
    return f"http://{_LOOPBACK}:{listener.getsockname()[1]}"


def serve(app: Starlette, listener: socket.socket, protocol: type[ImpatientProtocol] = ImpatientProtocol) -> None:
    """Answer requests until the process is told to end.

    Args:
        app: answers.
        listener: where it is asked.
        protocol: what becomes of a connection.
    """
    _server(app, protocol).run(sockets=[listener])


@contextmanager
def served(
    app: Starlette, listener: socket.socket, protocol: type[ImpatientProtocol] = ImpatientProtocol
) -> Iterator[str]:
    """Answer requests beside the caller, under the URL that is given.

    Args:
        app: answers.
        listener: where it is asked.
        protocol: what becomes of a connection.
    """
    server = _server(app, protocol)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield url_of(listener)
    finally:
        server.should_exit = True
        thread.join()


def _server(app: Starlette, protocol: type[ImpatientProtocol]) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",  # and not another that is installed by chance, which complains when it is interrupted
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    )
