"""Why a folder is no project of the fleet."""

from typing import get_args

from trackpost.core.fleet.project import REASONS, LeftOut, NothingFound, Reason


def test_every_reason_has_words() -> None:
    """A person reads why."""
    assert set(REASONS) == set(get_args(Reason))
    assert LeftOut("/srv/x", "no_kittify").message == "has no .kittify folder"


def test_a_path_that_names_nothing() -> None:
    """The warning says where it is written."""
    assert NothingFound("discover", "repso/*").message == (
        "[[discover]] path 'repso/*' matches no folder; check its spelling"
    )
