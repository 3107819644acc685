"""What coverage measures: each module while it is imported, and then only what named cases of core and shell run.

To trace the rest takes longer than to run it: how tests are chosen and reported, what laws draw by chance, and the
tests that run the whole program to look at something else.
"""

import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from attrs import define, frozen

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_MEASURED = ("tests/core/", "tests/shell/", "src/")


@frozen
class Tracing:
    """Who is told of each line: of this thread, and of the threads that it starts."""

    here: "TraceFunction | None" = None
    in_threads: "TraceFunction | None" = None

    @contextmanager
    def during(self) -> Iterator[None]:
        """Trace in this way for a while, and then in the former."""
        before = tracing()
        _start(self)
        try:
            yield
        finally:
            _start(before)


def tracing() -> Tracing:
    """Return how this thread is traced."""
    return Tracing(sys.gettrace(), threading.gettrace())


def _start(tracing: Tracing) -> None:
    sys.settrace(tracing.here)
    threading.settrace(tracing.in_threads)


def is_measured(path: str, function: object) -> bool:
    """Say whether coverage counts what a test runs.

    Args:
        path: of its file, from the root.
        function: what is called; a doctest has none.
    """
    return path.startswith(_MEASURED) and not getattr(function, "is_hypothesis_test", False)


@define(eq=False)  # pytest looks plugins up by their hash
class Measuring:
    """A plugin that traces only what is measured."""

    _coverage: Tracing = Tracing()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Trace nothing between the tests."""
        self._coverage = tracing()
        with Tracing().during():
            return (yield)

    def _of(self, item: pytest.Item) -> Tracing:
        return self._coverage if is_measured(item.nodeid, getattr(item, "obj", None)) else Tracing()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """Trace what makes the fixtures of a test that is measured."""
        with self._of(item).during():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Trace such a test itself."""
        with self._of(item).during():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """Trace how its fixtures end."""
        with self._of(item).during():
            return (yield)
