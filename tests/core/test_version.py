"""The version of the distribution."""

from importlib.metadata import version

from trackpost.core import VERSION


def test_the_distribution_has_the_same_version() -> None:
    """The packaging reads the version from the sources."""
    assert version("trackpost") == VERSION
