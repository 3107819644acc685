"""The command line: read, decide, print."""

import gc

_RARELY = 100_000
"""Objects."""

__all__ = ["run"]


def run() -> None:
    """Run the command line, and spend little on looking for garbage: a command is over before there is much of it."""
    gc.set_threshold(_RARELY)
    # Imported here, for to import is most of what a command does.
    from .main import main

    try:
        main()
    finally:
        gc.freeze()  # else the end of the interpreter goes through all that was imported, again and again
