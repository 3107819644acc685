"""Remembers as JSON what YAML says while its text stays the same: YAML is slow to read.

What JSON cannot hold, such as a date or a key that is no text, is read anew each time.
"""

import os
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from returns.result import Result, Success
from ruamel.yaml import __version__ as reader_version

from ...core import VERSION
from ...core.project.faults import MalformedFile
from ..files.memo import read_memo, write_memo
from .yaml_document import parse_yaml

_NAME_DIGITS = 16


class _Memo(msgspec.Struct):
    """What a text says.

    Attributes:
        mark: of the text, and of the versions that read it.
        value: what it says.
    """

    mark: str
    value: object


_DECODER = msgspec.json.Decoder(_Memo)


def parse_remembered(memos: Path, path: Path, text: str) -> Result[object, MalformedFile]:
    """Return what `parse_yaml` returns.

    Args:
        memos: the folder in which it is remembered.
        path: of the file, whose name the memo has.
        text: without a byte order mark.
    """
    memo = memos / f"{sha256(os.fsencode(path)).hexdigest()[:_NAME_DIGITS]}.yaml-memo"
    mark = sha256(f"{VERSION} {reader_version} {text}".encode()).hexdigest()
    known = _decoded(read_memo(memo))
    if known is not None and known.mark == mark:
        return Success(known.value)
    return parse_yaml(path, text).map(partial(_kept, memo, mark))


def _kept(memo: Path, mark: str, value: object) -> object:
    try:
        content = msgspec.json.encode(_Memo(mark, value))
    except (TypeError, ValueError, RecursionError):
        return value
    known = _decoded(content)
    if known is not None and repr(known.value) == repr(value):  # which tells 1 from true and from 1.0
        write_memo(memo, content)
    return value


def _decoded(content: bytes) -> _Memo | None:
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
