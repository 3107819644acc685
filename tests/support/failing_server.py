"""Run the reference server during a test, with requests that fail on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.raw_http import SOUND, Headers
from tests.support.reference_server import received, reference_server
from trackpost.core.contract.fault_options import FaultOptions, plan_faults
from trackpost.core.contract.injected_faults import FAULT_HEADER
from trackpost.core.parsing.secret import Secret
from trackpost.shell.server.failing import failing
from trackpost.shell.server.fault_choice import Faults
from trackpost.shell.server.refusals import BY_CODE

BY_HEADER = FaultOptions(fault_header=True)


@contextmanager
def failing_server(options: FaultOptions, *, token: str | None = None) -> Iterator[str]:
    """Run the reference server with these *options* of ``trackpost serve``."""
    faults = Faults(plan_faults(options, BY_CODE).unwrap(), () if token is None else (Secret(token),))
    with reference_server(token=token, protocol=failing(faults)) as url:
        yield url


def wanting(fault: str) -> Headers:
    """Return the headers of a sound request that asks for a fault."""
    return (*SOUND, (FAULT_HEADER, fault))


def stored(url: str) -> int:
    """Return the number of snapshots that the server holds."""
    body = received(url).body
    assert isinstance(body, list)
    return len(body)
