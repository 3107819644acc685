"""Where the files of a person lie."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from trackpost.shell.files.reading import spec_kitty_home

DEFAULT = Path.home() / ".spec-kitty"

HOMES: Mapping[str, tuple[Mapping[str, str], Path]] = {
    "nothing set": ({}, DEFAULT),
    "empty": ({"SPEC_KITTY_HOME": ""}, DEFAULT),
    "blank": ({"SPEC_KITTY_HOME": " \t"}, DEFAULT),
    "set": ({"SPEC_KITTY_HOME": "/srv/kitty"}, Path("/srv/kitty")),
    "set, with outer blanks": ({"SPEC_KITTY_HOME": " /srv/kitty "}, Path("/srv/kitty")),
    "set, with a tilde": ({"SPEC_KITTY_HOME": "~/kitty"}, Path.home() / "kitty"),
    "a tilde of nobody": ({"SPEC_KITTY_HOME": "~no-such-user/kitty"}, Path("~no-such-user/kitty")),
    "another variable": ({"HOME_OF_KITTY": "/srv/kitty"}, DEFAULT),
}


@pytest.mark.parametrize(("environ", "expected"), HOMES.values(), ids=HOMES.keys())
def test_spec_kitty_home(environ: Mapping[str, str], expected: Path) -> None:
    """The environment names exactly this folder."""
    assert spec_kitty_home(environ) == expected
