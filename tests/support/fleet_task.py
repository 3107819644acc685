"""Work on a fleet in a process of its own, until SIGTERM. The arguments are the folder and the fleet file.

Without the database, a worker ends as it starts. A service manager starts it again, and so does this.
"""

import signal
import sys
from pathlib import Path
from threading import Event

from returns.result import Failure

from trackpost.shell.cli.log import open_log
from trackpost.shell.fleet.fleet import WorkOrder, read_fleet
from trackpost.shell.fleet.machines import WorkListener, work

SILENCE = 2.0
PAUSE = 0.2

if __name__ == "__main__":
    folder, file = map(Path, sys.argv[1:])
    open_log()
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    listener = WorkListener(
        begin=lambda _: None,
        tell=lambda name, outcome: print(outcome.word, Path(name).name, flush=True),  # noqa: T201 - who waits reads it
        warn=lambda warning: print(warning.message, file=sys.stderr),  # noqa: T201 - likewise
        is_stopped=stop.is_set,
    )
    fleet = read_fleet(file, folder, {"HOME": str(folder)}).unwrap()
    while isinstance(work(fleet, WorkOrder(silence=SILENCE), listener), Failure):
        stop.wait(PAUSE)
