"""Where the files of a person are."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.project.faults import NoHome
from trackpost.shell.files.home import person_home, spec_kitty_home

DEFAULT = Success(Path("/srv/owner/.spec-kitty"))
NOWHERE = Failure(NoHome("~/.spec-kitty"))


def listed() -> str:
    """The home folder of an account that the system knows."""
    return "/srv/owner"


def unlisted() -> str:
    """An account that the system does not know, as in a container with a user ID of its own."""
    raise KeyError


HOMES: Mapping[str, tuple[Mapping[str, str], Result[Path, NoHome]]] = {
    "nothing set": ({}, DEFAULT),
    "empty": ({"SPEC_KITTY_HOME": ""}, DEFAULT),
    "blank": ({"SPEC_KITTY_HOME": " \t"}, DEFAULT),
    "set": ({"SPEC_KITTY_HOME": "/srv/kitty"}, Success(Path("/srv/kitty"))),
    "set, with outer blanks": ({"SPEC_KITTY_HOME": " /srv/kitty "}, Success(Path("/srv/kitty"))),
    "set, with a tilde": ({"SPEC_KITTY_HOME": "~/kitty"}, Success(Path("/srv/owner/kitty"))),
    "set to a tilde": ({"SPEC_KITTY_HOME": "~"}, Success(Path("/srv/owner"))),
    "set to a folder of the working directory": ({"SPEC_KITTY_HOME": "kitty"}, Success(Path("kitty"))),
    "the tilde of an account": ({"SPEC_KITTY_HOME": "~root/kitty"}, Success(Path("~root").expanduser() / "kitty")),
    "the tilde of nobody": ({"SPEC_KITTY_HOME": "~no-such-user/kitty"}, Failure(NoHome("~no-such-user/kitty"))),
    "another home of the person": ({"HOME": "/srv/jo"}, Success(Path("/srv/jo/.spec-kitty"))),
    "an empty home of the person": ({"HOME": ""}, DEFAULT),
    "a home of the person that moves with the working directory": ({"HOME": "jo"}, NOWHERE),
    "another variable": ({"HOME_OF_KITTY": "/srv/kitty"}, DEFAULT),
}


@pytest.mark.parametrize(("environ", "expected"), HOMES.values(), ids=HOMES.keys())
def test_spec_kitty_home(environ: Mapping[str, str], expected: Result[Path, NoHome]) -> None:
    """The environment names exactly this folder."""
    assert spec_kitty_home(environ, listed) == expected


HOMELESS: Mapping[str, tuple[Mapping[str, str], Result[Path, NoHome]]] = {
    "nothing set": ({}, NOWHERE),
    "a tilde": ({"SPEC_KITTY_HOME": "~/kitty"}, Failure(NoHome("~/kitty"))),
    "another folder": ({"SPEC_KITTY_HOME": "/srv/kitty"}, Success(Path("/srv/kitty"))),
    "a home": ({"HOME": "/srv/jo"}, Success(Path("/srv/jo/.spec-kitty"))),
}


@pytest.mark.parametrize(("environ", "expected"), HOMELESS.values(), ids=HOMELESS.keys())
def test_an_account_that_the_system_does_not_know(environ: Mapping[str, str], expected: Result[Path, NoHome]) -> None:
    """Without a home folder, no folder takes its place."""
    assert spec_kitty_home(environ, unlisted) == expected
    assert (person_home(environ, unlisted) is None) == ("HOME" not in environ)
