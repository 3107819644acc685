"""Where the files that are not a project's lie."""

from collections.abc import Mapping
from os.path import expanduser
from pathlib import Path


def spec_kitty_home(environ: Mapping[str, str]) -> Path:
    """Return ``SPEC_KITTY_HOME`` where it is set and not blank, else ``~/.spec-kitty``."""
    named = environ.get("SPEC_KITTY_HOME", "").strip()
    return Path(expanduser(named or "~/.spec-kitty"))  # noqa: PTH111 - the method raises where nobody has a home
