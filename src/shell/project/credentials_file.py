"""Reads ``~/.spec-kitty/credentials``. Facts of the file: docs/reference/files.md."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.parsing.untyped import WrongShape, as_mapping, as_text
from ...core.project.faults import FileFault, MalformedFile
from ...core.routing.credentials import ExposedCredentials
from ...core.routing.providers import normalize_provider
from ..files.reading import is_absent, printable, read_small_text, without_mark
from ..files.system import exposed_mode

_MOST_BYTES = 1024 * 1024
_DEEPEST = 64
# one part more of a dotted key than may be: the time to read a key grows with the square of its parts
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_DEEPEST}}}", re.ASCII)


def credentials_path(home: Path) -> Path:
    """Return where the credentials of all projects are, or would be."""
    return home / "credentials"


def exposure(home: Path) -> ExposedCredentials | None:
    """Return a warning where people other than the owner can read the credentials, or write them."""
    path = credentials_path(home)
    try:
        mode = exposed_mode(path)
    except (OSError, ValueError):
        return None
    return None if mode is None else ExposedCredentials(printable(path), f"{mode:04o}")


@frozen
class CredentialsFile:
    """The credentials file, as far as it is about one provider.

    Attributes:
        path: of the file, which need not exist.
        text: the whole of it, with its byte order mark; not printed.
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
    source = printable(path)
    return Result.do(
        CredentialsFile(path, text, provider, name, table, url)
        for text in (Success("") if is_absent(path) else read_small_text(path, _MOST_BYTES))
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
    malformed = partial(MalformedFile, printable(path), "TOML")
    if _LONG_KEY.search(text):
        return Failure(malformed(f"a key of more than {_DEEPEST} parts"))
    try:
        document: Mapping[str, object] = tomllib.loads(without_mark(text)[1])
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and an integer of thousands of digits
        return Failure(malformed(str(error)))
    return Failure(malformed(f"nested deeper than {_DEEPEST} levels")) if _is_deep(document) else Success(document)


def _is_deep(document: object) -> bool:
    level: list[object] = [document]
    for _ in range(_DEEPEST):
        level = [part for value in level for part in _parts(value)]
    return bool(level)


def _parts(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()
