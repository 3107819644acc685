"""Memos: whole, or nothing; and for their owner alone."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from stat import S_IMODE

import pytest

from trackpost.shell.files.memo import read_memo, write_memo

FOR_ITS_OWNER = 0o600
SPOILED: Mapping[str, Callable[[bytes], bytes]] = {
    "cut off": lambda memo: memo[:-1],
    "too short for a digest": lambda memo: memo[:5],
    "empty": lambda _memo: b"",
    "one bit": lambda memo: memo[:-1] + bytes([memo[-1] ^ 1]),
    "the end of a longer one": lambda memo: memo + b"}",
}


@pytest.mark.parametrize("content", [b"", b"what is known"])
def test_what_is_written_is_read(content: bytes, tmp_path: Path) -> None:
    """The folder is made, and nothing else is left in it."""
    memo = tmp_path / "a" / "one.memo"
    write_memo(memo, b"before")
    write_memo(memo, content)
    assert (read_memo(memo), list(memo.parent.iterdir())) == (content, [memo])


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_memo_that_is_not_whole(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """It is as if there were none."""
    memo = tmp_path / "one.memo"
    write_memo(memo, b"what is known")
    memo.write_bytes(spoil(memo.read_bytes()))
    assert read_memo(memo) == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    """Whatever the folder allows: a config may be for its owner alone, too."""
    write_memo(tmp_path / "one.memo", b"what is known")
    assert S_IMODE((tmp_path / "one.memo").stat().st_mode) == FOR_ITS_OWNER
