"""Imported once by the process that forks publishers: all that a publish needs, so that a fork need not import it."""

import trackpost.shell.cli.main
import trackpost.shell.cli.publish
import trackpost.shell.delivery.transport
import trackpost.shell.ledger.best_effort
import trackpost.shell.operations.publish  # noqa: F401 - imported for its effect

from . import forked  # noqa: F401 - likewise
