"""How a run shows its progress."""

from collections.abc import Mapping

import pytest

from tests.core.fleet.samples import BUSY, DONE
from trackpost.shell.cli.fleet.progress import Progress, log_beginning


def test_on_a_terminal() -> None:
    """One line, at most ten times a second: done, failed, under way, rate, and once it is known, the time left."""
    now, shown = [0.0], list[str]()
    progress = Progress(shown.append, lambda: now[0])
    progress.begin(100, 3)
    for seconds in (0.05, 1.0, 1.05, 2.0):
        now[0] = seconds
        progress.tell("/srv/billing", BUSY if seconds == 1.0 else DONE)
    assert shown == [
        "0 of 100 done, 0 failed, 3 under way, 0.0/s",
        "2 of 100 done, 1 failed, 3 under way, 2.0/s",
        "4 of 100 done, 1 failed, 3 under way, 2.0/s, 48 s left",
    ]


BEGINNINGS: Mapping[str, tuple[str, int, float | None, str]] = {
    "something is due": ("watching", 3, 0.4, "watching 3 projects; the first is due now"),
    "something was missed": ("watching", 1, -90.0, "watching 1 project; the first is due now"),
    "everything waits": ("watching", 3, 720.0, "watching 3 projects; the first is due in 12 min"),
    "nothing": ("watching", 0, None, "watching 0 projects"),
    "a queue": ("working for", 2, None, "working for 2 projects"),
}


@pytest.mark.parametrize(("doing", "projects", "due_in", "line"), BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_beginnings(
    capsys: pytest.CaptureFixture[str], doing: str, projects: int, due_in: float | None, line: str
) -> None:
    """A command that runs for long says at once what it has begun."""
    log_beginning(doing, projects, due_in)
    assert capsys.readouterr() == ("", f"{line}\n")


def test_before_the_first_outcome() -> None:
    """Nobody knows the rate."""
    progress = Progress(None, lambda: 0.0)
    progress.begin(2, 8)
    assert progress.words() == "0 of 2 done, 0 failed, 2 under way, 0.0/s"
