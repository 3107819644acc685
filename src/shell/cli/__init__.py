"""The command line: parse, call the service, print."""

import gc
import sys
from types import ModuleType

_RARELY = 100_000
"""Objects between two collections."""
_COMMAND_LINE_OF_HTTPX = "httpx._main"

__all__ = ["run"]


def run() -> None:
    """Run the program. It rarely collects garbage: a command ends before there is much of it."""
    gc.set_threshold(_RARELY)
    # httpx does without its command line if that cannot be imported; it would import all of rich, where that is there.
    sys.modules[_COMMAND_LINE_OF_HTTPX] = ModuleType(_COMMAND_LINE_OF_HTTPX)
    try:
        # Imported here, because imports are most of what a command does, and a signal may arrive meanwhile.
        from .signals import deferred, hold, listen

        with deferred():
            listen()
            from .main import main
        status = main()
        hold()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort: it says so and sets the status
        from .signals import hold

        hold()  # a second Ctrl-C must not cut off what is said of the first
        from .ending import ended_by

        status = ended_by(error)
    finally:
        gc.freeze()  # otherwise the interpreter walks through every import again and again at its end
    sys.exit(status)
