"""The marker ``posix``: which tests have it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.posix import needs_posix

HERE = Path(__file__).parent

MODULES: Mapping[str, bool] = {
    "core/routing/test_route.py": False,
    "shell/cli/test_map.py": False,
    "shell/cli/test_terminal.py": True,  # uses a terminal
    "shell/cli/test_interrupts.py": True,  # sends signals
    "shell/server/test_storage.py": True,  # asks who runs it
    "docs/test_systemd.py": True,  # starts a program of Linux
}


@pytest.mark.parametrize(("module", "expected"), MODULES.items(), ids=MODULES.keys())
def test_who_needs_posix(module: str, *, expected: bool) -> None:
    """Those that use what Windows lacks, by themselves or through what they import."""
    assert needs_posix(HERE / module) == expected


def test_the_marker_is_there(request: pytest.FixtureRequest) -> None:
    """A module that needs it has it, and this one mentions what Windows lacks in no import and no call."""
    assert request.node.get_closest_marker("posix") is None
