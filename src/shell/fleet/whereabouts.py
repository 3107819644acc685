"""Where the fleet file is. Commands for one project look for it, too, so this imports next to nothing."""

from pathlib import Path

from ..files.reading import is_absent
from ..files.system import is_in_our_hands

NAME = "fleet.toml"


def nearest_fleet_file(start: Path) -> Path | None:
    """Return the nearest fleet file in *start* or above; None if there is none."""
    return next((folder / NAME for folder in (start, *start.parents) if not is_absent(folder / NAME)), None)


def trusted_fleet_file(start: Path) -> Path | None:
    """Return the same file, which is not opened; None if anyone but this user and the administrator can write it."""
    nearest = nearest_fleet_file(start)
    return nearest if nearest is not None and is_in_our_hands(nearest) else None
