"""Reads ``~/.spec-kitty/credentials``. Facts of the file: docs/reference/files.md."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.errors import FileFault, MalformedFile
from ...core.parsing.untyped import WrongShape, as_mapping, as_text
from ...core.routing.credentials import ExposedCredentials
from ...core.routing.providers import normalize_provider
from ..files.reading import is_absent, read_text, shown

_OTHERS = 0o077


def credentials_path(home: Path) -> Path:
    """Return where the credentials of all projects are, or would be."""
    return home / "credentials"


def read_credentials(home: Path, provider: str) -> Result[Mapping[str, object], FileFault | WrongShape]:
    """Return the credentials of one provider: empty where there is no file, or no table for it.

    Args:
        home: the folder that holds ``credentials``.
        provider: canonical name. A table under another spelling of it serves where the canonical one is absent.
    """
    return read_credentials_file(home, provider).map(lambda credentials_file: credentials_file.table)


def exposure(home: Path) -> ExposedCredentials | None:
    """Return a notice where people other than the owner can read the credentials, or write them."""
    path = credentials_path(home)
    try:
        mode = path.stat().st_mode & 0o7777
    except (OSError, ValueError):
        return None
    return ExposedCredentials(shown(path), f"{mode:04o}") if mode & _OTHERS else None


@frozen
class CredentialsFile:
    """The credentials file, as far as it is about one provider.

    Attributes:
        path: of the file, which need not exist.
        text: the whole of it; not printed.
        provider: canonical name.
        name: the provider as the file spells it.
        table: its credentials; not printed.
        server: the server that the tokens of the file are for, ``[server] url``; None where it names none.
    """

    path: Path
    text: str = field(repr=False)
    provider: str
    name: str
    table: Mapping[str, object] = field(repr=False)
    server: str | None = None


def read_credentials_file(home: Path, provider: str) -> Result[CredentialsFile, FileFault | WrongShape]:
    """Return the credentials file with the credentials of one provider; where there is none, an empty one."""
    path = credentials_path(home)
    source = shown(path)
    return Result.do(
        CredentialsFile(path, text, provider, name, table, url)
        for text in (Success("") if is_absent(path) else read_text(path))
        for document in _parse_toml(path, text)
        for tracker in as_mapping(source, "tracker", document.get("tracker"))
        for providers in as_mapping(source, "tracker.providers", tracker.get("providers"))
        for name in Success(_spelling(providers, provider))
        for table in as_mapping(source, f"tracker.providers.{provider}", providers.get(name))
        for server in as_mapping(source, "server", document.get("server"))
        for url in as_text(source, "server.url", server.get("url"))
    )


def _spelling(providers: Mapping[str, object], provider: str) -> str:
    others = (name for name in providers if normalize_provider(name) == provider)
    return provider if provider in providers else next(others, provider)


def _parse_toml(path: Path, text: str) -> Result[Mapping[str, object], MalformedFile]:
    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and an integer of thousands of digits
        return Failure(MalformedFile(shown(path), "TOML", str(error)))
    return Success(document)
