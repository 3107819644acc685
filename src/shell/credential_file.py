"""Reads ``~/.spec-kitty/credentials``. Facts of the file: docs/reference/files.md."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from returns.result import Failure, Result, Success

from ..core.disk_fault import FileFault, MalformedFile
from ..core.door import WrongShape, as_mapping
from ..core.provider import normalize_provider
from .file import is_absent, read_text, shown


def read_credentials(home: Path, provider: str) -> Result[Mapping[str, object], FileFault | WrongShape]:
    """Return the credentials of one provider: empty where there is no file, or no table for it.

    Args:
        home: the folder that holds ``credentials``.
        provider: canonical name. A table under another spelling of it serves where the canonical one is absent.
    """
    path = home / "credentials"
    if is_absent(path):
        return Success({})
    source = shown(path)
    return Result.do(
        table
        for text in read_text(path)
        for document in _parse_toml(path, text)
        for tracker in as_mapping(source, "tracker", document.get("tracker"))
        for providers in as_mapping(source, "tracker.providers", tracker.get("providers"))
        for table in as_mapping(source, f"tracker.providers.{provider}", _table(providers, provider))
    )


def _table(providers: Mapping[str, object], provider: str) -> object:
    spellings = [name for name in providers if normalize_provider(name) == provider]
    return providers.get(provider, providers[spellings[0]] if spellings else None)


def _parse_toml(path: Path, text: str) -> Result[Mapping[str, object], MalformedFile]:
    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and an integer of thousands of digits
        return Failure(MalformedFile(shown(path), "TOML", str(error)))
    return Success(document)
