"""The story of a fleet."""

from pathlib import Path

from tests.support.process import called
from trackpost.shell.demo.fleet_story import STORY, Scene, Told


def test_every_step_has_the_expected_result(tmp_path: Path) -> None:
    """A bad token and a refusal fail, are held, and are mended; a killed run loses and doubles nothing."""
    ended = called("fleet", "demo", env={"HOME": str(tmp_path)}, cwd=tmp_path)
    lines = ended.text.splitlines()
    assert (ended.exit_code, lines[-1]) == (0, "Every step had the expected result.")
    assert [line[:2] for line in lines if line[0].isdigit() and line[1] == "."] == ["1.", "2.", "3.", "4."]
    assert "1 project: token refused by 127.0.0.1" in lines
    assert "1 project: snapshot refused by 127.0.0.1" in lines


def test_what_is_not_as_described_shows() -> None:
    """A step with another result is told apart."""
    assert not Told(STORY[0], Scene(1, 0, 0, 1), ()).is_as_described
