"""The certificates that are trusted."""

import os
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from returns.result import Failure, Result, Success

from ...core.delivery.proxy import Environ
from ...core.project.faults import UnusableEnvironment
from ..files.reading import printable

_FILE, _FOLDERS, _KEY_LOG = "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"


def tls_context(environ: Environ, *, is_needed: bool) -> Result[ssl.SSLContext, UnusableEnvironment]:
    """Return what connections are encrypted with, or the variable of *environ* that cannot be used.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name the certificates that are trusted, as for OpenSSL: a file, and folders
    with a colon between them. If neither is set, the certificates of ``certifi`` are trusted.

    Args:
        environ: the environment.
        is_needed: anything is encrypted. If nothing is, no certificates are loaded, because that takes a while.
    """
    if not is_needed:
        return Success(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    file, folders = environ.get(_FILE, ""), environ.get(_FOLDERS, "")
    return Result.do(
        context
        for _ in _checked(_FILE, [file], lambda path: path.open("rb").close())
        for _ in _checked(_FOLDERS, folders.split(os.pathsep), lambda path: os.scandir(path).close())
        for context in _loaded(file, folders)
    )


def _checked(variable: str, paths: Sequence[str], look: Callable[[Path], None]) -> Result[None, UnusableEnvironment]:
    for path in map(Path, filter(None, paths)):
        try:
            look(path)
        except OSError as error:
            return Failure(UnusableEnvironment(variable, f"{printable(path)}: {error.strerror}"))
    return Success(None)


def _loaded(file: str, folders: str) -> Result[ssl.SSLContext, UnusableEnvironment]:
    try:
        if file or folders:
            return Success(ssl.create_default_context(cafile=file or None, capath=folders or None))
        return Success(httpx.create_ssl_context(trust_env=False))
    except ssl.SSLError:
        return Failure(UnusableEnvironment(_FILE, f"{printable(Path(file))}: it holds no certificate"))
    except OSError as error:
        return Failure(UnusableEnvironment(_KEY_LOG, f"Python cannot write the file ({error.strerror})"))
