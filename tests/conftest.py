"""What holds for all tests."""

import gc
import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.measuring import Measuring
from tests.support.posix import needs_posix

_IS_WINDOWS = os.name == "nt"


def pytest_configure(config: pytest.Config) -> None:
    """Measure what counts, and let Ctrl-C reach the programs that tests start.

    They inherit that it is ignored, as a shell's ``&`` has it.
    """
    if config.pluginmanager.hasplugin("_cov"):  # else it is a debugger that traces, if anything does
        config.pluginmanager.register(Measuring())
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the thousands of tests out of what the garbage collector walks through: they stay until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that need POSIX, so that ``-m "not posix"`` leaves them out."""
    if item.path.suffix == ".py" and needs_posix(item.path):
        item.add_marker("posix")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave those tests out on Windows, where they cannot even be imported; None lets others decide."""
    is_module = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if _IS_WINDOWS and is_module and needs_posix(collection_path) else None
