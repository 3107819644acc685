"""Prepare the publish of a project in this process, but send nothing: this is what callgrind counts.

It runs in an environment that has only trackpost and its run-time dependencies.
"""

import gc
import sys
from pathlib import Path

from returns.result import Failure, Success

from trackpost import TrackerService, sealed


def main(root: str, home: str) -> None:
    """Read, check, encode and hash the cached issues of the project in *root*.

    Args:
        root: the folder that contains ``.kittify/``.
        home: the folder to use in place of ``~/.spec-kitty``.
    """
    # When garbage is collected depends on all living objects. Freezing leaves only those of the loop.
    gc.collect()
    gc.freeze()
    match sealed(TrackerService(Path(root), home=Path(home)).preview()):
        case Success(_):
            pass
        case Failure(error):
            sys.exit(error.message)


if __name__ == "__main__":
    main(*sys.argv[1:])
