"""Tells the service manager how a long-running command is doing: the protocol of sd_notify(3).

A message is one datagram of lines to a local socket, so these few lines stand in for a package.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress

from attrs import frozen

_ABSTRACT = "@"


@frozen
class ServiceManager:
    """The service manager, if there is one; otherwise nobody is told.

    Attributes:
        address: of its socket; None if nobody listens.
    """

    address: str | None = None

    def ready(self, status: str) -> None:
        """Say that the program has started, and what it does."""
        self._tell("READY=1", f"STATUS={status}")

    def alive(self, status: str) -> None:
        """Give a sign of life, and say what the program does."""
        self._tell("WATCHDOG=1", f"STATUS={status}")

    def stopping(self) -> None:
        """Say that the program finishes what is under way, and then ends."""
        self._tell("STOPPING=1")

    def _tell(self, *lines: str) -> None:
        if self.address is None:
            return
        address = f"\0{self.address[1:]}" if self.address.startswith(_ABSTRACT) else self.address
        # A manager that does not listen is no reason to end: if it misses a sign of life, it acts by itself.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, address)


NOBODY = ServiceManager()


def service_manager(environ: Mapping[str, str]) -> ServiceManager:
    """Return the service manager that the environment names.

    >>> service_manager({"NOTIFY_SOCKET": "/run/systemd/notify"})
    ServiceManager(address='/run/systemd/notify')
    >>> service_manager({"NOTIFY_SOCKET": "vsock:2:1234"}), service_manager({})
    (ServiceManager(address=None), ServiceManager(address=None))
    """
    address = environ.get("NOTIFY_SOCKET", "")
    is_usable = address.startswith(("/", _ABSTRACT)) and hasattr(socket, "AF_UNIX")
    return ServiceManager(address if is_usable else None)
