"""Where the fleet file is. Commands for one project look for it, too, so this imports next to nothing."""

from pathlib import Path

from ..files.reading import is_absent

NAME = "fleet.toml"


def nearest_fleet_file(start: Path) -> Path | None:
    """Return the nearest fleet file in *start* or above; None if there is none."""
    return next((folder / NAME for folder in (start, *start.parents) if not is_absent(folder / NAME)), None)
