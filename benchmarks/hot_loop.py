"""Prepares the publish of one project in this process, and sends nothing: what callgrind counts.

It is run by the Python of an environment that has trackpost and its run-time dependencies alone.
"""

import gc
import sys
from pathlib import Path

from returns.result import Failure, Success

from trackpost import TrackerService, sealed


def main(root: str, home: str) -> None:
    """Read, check, encode and hash all that is cached for the project in *root*.

    Args:
        root: the folder that holds ``.kittify/``.
        home: the folder that stands for ``~/.spec-kitty``.
    """
    # When garbage is collected depends on all that lives: without what lives already, on the loop alone.
    gc.collect()
    gc.freeze()
    match sealed(TrackerService(Path(root), home=Path(home)).preview()):
        case Success(_):
            pass
        case Failure(error):
            sys.exit(error.message)


if __name__ == "__main__":
    main(*sys.argv[1:])
