"""Connections on which requests fail on purpose."""

import asyncio

from typing_extensions import override

from .fault_choice import Faults
from .faults import FailOnPurpose
from .slow_clients import ImpatientProtocol


def failing(faults: Faults) -> type[ImpatientProtocol]:
    """Return a protocol that is the usual one, except that some requests fail as *faults* chooses."""

    class FailingProtocol(ImpatientProtocol):
        """HTTP over one connection, which the application can close."""

        @override
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            super().connection_made(transport)
            self.app = FailOnPurpose(self.app, faults, self._hang_up)
            if faults.drop_connection():
                transport.close()

        def _hang_up(self) -> None:
            self.cycle.disconnected = True  # nobody answers any more
            self.transport.close()

    return FailingProtocol
