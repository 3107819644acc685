"""Why a folder is no project of the fleet."""

from typing import get_args

from trackpost.core.fleet.project import REASONS, LeftOut, Reason


def test_every_reason_has_words() -> None:
    """A person reads why."""
    assert set(REASONS) == set(get_args(Reason))
    assert LeftOut("/srv/x", "no_kittify").message == "has no .kittify folder"
