"""Run a command to its end, and print its cost as a JSON object.

This is a separate process that imports almost nothing, because Linux counts the memory of the parent as that of a new
process until it executes the command. So no measured peak is below the memory of this launcher.
"""

import os
import sys
import time

_OUTPUT_TO_STDERR = [(os.POSIX_SPAWN_DUP2, 2, 1)]


def main(command: list[str]) -> None:
    """Run *command*, whose first word is a path, with its output redirected to standard error."""
    began = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=_OUTPUT_TO_STDERR)
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - began
    print(
        f'{{"exit_code": {os.waitstatus_to_exitcode(status)}, "seconds": {seconds:.4f},'
        f' "cpu_seconds": {usage.ru_utime + usage.ru_stime:.4f}, "peak_kib": {usage.ru_maxrss}}}'
    )


if __name__ == "__main__":
    main(sys.argv[1:])
