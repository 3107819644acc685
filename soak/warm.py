"""Imported once by the process that forks publishers: all that a publish needs, so that a fork need not import it.

It also holds back Ctrl-C and SIGTERM there, so that they reach a fork only once the program runs: before that they
would interrupt the soak's own code.
"""

import signal

import trackpost.shell.cli.main
import trackpost.shell.cli.publish
import trackpost.shell.delivery.transport
import trackpost.shell.ledger.best_effort
import trackpost.shell.operations.publish  # noqa: F401

from . import forked  # noqa: F401

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
