"""Bytes that are kept aside until they are sent."""

import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.project.faults import NoRoom
from trackpost.shell.files.spool import Spool, spooled

MEBIBYTE = 1024 * 1024


def kept(*chunks: bytes) -> Spool:
    """Return these chunks, kept aside."""
    return spooled(chunks).unwrap()


SIZES: Mapping[str, tuple[bytes, ...]] = {
    "nothing": (),
    "an empty chunk": (b"",),
    "one byte": (b"x",),
    "less than is held in memory": (b"a" * (MEBIBYTE - 1),),
    "more than is held in memory": (b"a" * MEBIBYTE, b"b" * MEBIBYTE, b"c"),
}


@pytest.mark.parametrize("chunks", SIZES.values(), ids=SIZES.keys())
def test_it_can_be_read_again_and_again(chunks: tuple[bytes, ...]) -> None:
    """From the first byte on, each time; half a reading leaves nothing behind."""
    spool, whole = kept(*chunks), b"".join(chunks)
    next(iter(spool), None)
    assert [b"".join(spool), b"".join(spool), len(spool)] == [whole, whole, len(whole)]


@QUICK
@given(st.lists(st.binary(max_size=300_000), max_size=12))
def test_any_chunks(chunks: list[bytes]) -> None:
    """What was written is read, and its length is known."""
    spool = kept(*chunks)
    assert (b"".join(spool), len(spool)) == (b"".join(chunks), sum(map(len, chunks)))


def test_it_is_read_in_small_chunks() -> None:
    """However large the chunks were that were written."""
    assert {len(chunk) for chunk in kept(b"x" * MEBIBYTE)} == {65_536}


def test_an_error_of_the_disk_is_a_value() -> None:
    """Wherever it comes from."""

    def full() -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (fault,) = {spooled(full()).failure()}
    assert fault == NoRoom(fault.folder, "No space left on device")


def test_no_name_is_left_in_the_folder(tmp_path: Path) -> None:
    """Not even while it is open: so nothing is left of a process that is killed."""
    before = set(Path("/proc/self/fd").iterdir())
    spool = kept(b"x" * 2 * MEBIBYTE)
    opened = [
        descriptor.readlink() for descriptor in set(Path("/proc/self/fd").iterdir()) - before if descriptor.exists()
    ]
    assert len(spool) == 2 * MEBIBYTE
    assert not [name for name in opened if name.exists()]
    assert list(tmp_path.iterdir()) == []
