"""Runs one command to its end, and prints what it cost as one JSON object.

It is a process of its own and imports next to nothing, because Linux counts the peak memory of a process from before it
became the command: whatever starts a command is the least that the command can be measured at.
"""

import os
import sys
import time

_OUTPUT_TO_STDERR = [(os.POSIX_SPAWN_DUP2, 2, 1)]


def main(command: list[str]) -> None:
    """Run *command*, whose first word is a path; what it prints goes to standard error."""
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
