"""``trackpost demo``, and the story that it tells."""

import re
from pathlib import Path

from returns.result import Success

from tests.support.process import trackpost
from trackpost.shell.demo.story import STORY, played

STEPS = (
    ("publish a project", "delivered", "jira_project ACME", "acme-board by resource", "new"),
    ("publish it again", "replayed", "jira_project ACME", "acme-board by resource", "same"),
    ("edit one issue", "delivered", "jira_project ACME", "acme-board by resource", "new"),
    ("rebind to BETA", "delivered", "jira_project BETA", "beta-board by resource", "new"),
    ("remove the routing key", "delivered", "none: missing_credential", "whole-workspace by workspace", "new"),
)
_STEP = re.compile(
    r"\d\. (?P<title>.+?) +(?P<outcome>delivered|replayed) +(?P<route>\S.*?) +-> (?P<resolution>.+?) +"
    r"(?P<key_is>new|same) key (?P<key>[0-9a-f]{8})"
)


def test_the_demo_tells_the_story(tmp_path: Path) -> None:
    """Five readable lines have the expected results, and nothing is left in the working directory or the home."""
    ended = trackpost("demo", env={"HOME": tmp_path}, cwd=tmp_path)
    *lines, last = ended.text.splitlines()
    steps = [found.groups() for found in map(_STEP.fullmatch, lines) if found is not None]
    assert (ended.exit_code, ended.stderr, last) == (0, "", "Every step had the expected result.")
    assert tuple(step[:5] for step in steps) == STEPS
    first, again, edited, rebound, removed = (step[5] for step in steps)
    assert (first == again, len({first, edited, rebound, removed})) == (True, 4)
    assert list(tmp_path.iterdir()) == []


def test_every_chapter_has_the_expected_result(tmp_path: Path) -> None:
    """The story as values: what is expected is what is seen."""
    told = list(played(tmp_path).unwrap().chapters)
    assert [chapter.scene for chapter in told] == [Success(chapter.expected) for chapter in STORY]
    assert all(chapter.is_as_described for chapter in told)
