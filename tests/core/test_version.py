"""The one place where the version stands."""

from importlib.metadata import version

from trackpost.core import VERSION


def test_the_distribution_has_the_same_version() -> None:
    """The packaging reads it from the sources."""
    assert version("trackpost") == VERSION
