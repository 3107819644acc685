"""The facade that programs call."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from returns.result import Failure, Result, Success

from ..core.endpoint import Endpoint, ServerUrlError, parse_endpoint
from ..core.parcel import pack
from ..core.preview import Preview, Routing, demand_route
from ..core.receipt import (
    LONGEST_TIMEOUT,
    PrepareError,
    PublishError,
    Receipt,
    RuntimeFault,
    Undelivered,
    UnusableTimeout,
    conclude,
)
from ..core.request import PublishRequest
from ..core.routing import RESOURCE_ROUTING_MAP, resolve_route, wire_fields
from ..core.token import choose_token
from ..core.verdict import Verdict
from .home import spec_kitty_home
from .runtime import Runtime, load_runtime

__all__ = ["RESOURCE_ROUTING_MAP", "TrackerService"]

Post: TypeAlias = Callable[[PublishRequest, float], Verdict]


class TrackerService:
    """The tracker of one project. Holds nothing open: each call reads the files anew.

    Args:
        root: the folder that holds ``.kittify/``.
        home: the folder that holds ``credentials`` and ``trackers/``; by default ``SPEC_KITTY_HOME`` of the
            environment, or ``~/.spec-kitty``.
        post: sends a request and says what came of it; by default `trackpost.shell.transport.post`.
    """

    def __init__(self, root: Path | str, *, home: Path | None = None, post: Post | None = None) -> None:
        self._root = Path(root)
        self._home = spec_kitty_home(os.environ) if home is None else home
        self._post = post

    def routing(self) -> Result[Routing, RuntimeFault]:
        """Return the routing of the project: its binding's half of the key, and the route or why there is none."""
        return self._load_runtime().map(_routing)

    def preview(
        self,
        *,
        server_url: str | None = None,
        auth_token: str | None = None,
        require_route: bool = False,
        insecure_http: bool = False,
    ) -> Result[Preview, PrepareError]:
        """Return everything that `sync_publish` would send with these arguments, and send nothing.

        Without *server_url* the endpoint is None.
        """
        return Result.do(
            Preview(endpoint=endpoint, token=token, parcel=pack(runtime.binding, routing.route, contents))
            for runtime in self._load_runtime()
            for routing in demand_route(_routing(runtime), required=require_route)
            for endpoint in _endpoint(server_url, insecure_http=insecure_http)
            for token in choose_token(auth_token, runtime.binding.provider, runtime.credentials)
            for contents in runtime.store.read(runtime.binding.provider, runtime.binding.workspace)
        )

    def sync_publish(
        self,
        *,
        server_url: str,
        auth_token: str | None = None,
        timeout_seconds: float = 10.0,
        require_route: bool = False,
        insecure_http: bool = False,
    ) -> Result[Receipt, PublishError]:
        """Publish the project's snapshot. Changes no file; never raises for anything that can be expected.

        Args:
            server_url: for example ``https://kitty.example``.
            auth_token: goes before the tokens of the credentials file.
            timeout_seconds: for connecting, and for each wait for the server.
            require_route: fail with `RouteRequired` where the route cannot be derived, and send nothing.
                Otherwise both routing fields are null then, and the receipt says why.
            insecure_http: allow plain http to another machine.

        Returns:
            A receipt if the snapshot arrived, and nothing else; or the one error of the closed union.
        """
        return Result.do(
            receipt
            for seconds in _timeout(timeout_seconds)
            for endpoint in parse_endpoint(server_url, insecure_http=insecure_http)
            for ready in self.preview(auth_token=auth_token, require_route=require_route)
            for receipt in self._send(
                PublishRequest(endpoint=endpoint, token=ready.token, parcel=ready.parcel), seconds
            )
        )

    def _send(self, request: PublishRequest, seconds: float) -> Result[Receipt, Undelivered]:
        # Imported here, because httpx is the slowest import of all and previews do without it.
        from .transport import post  # noqa: PLC0415 - the reason stands above

        return conclude(request, (self._post or post)(request, seconds))

    def _load_runtime(self) -> Result[Runtime, RuntimeFault]:
        return load_runtime(self._root, self._home)

    @staticmethod
    def _resolve_resource_routing(provider: str, credentials: Mapping[str, object]) -> tuple[str | None, str | None]:
        """Return the two wire fields, both None where the route cannot be derived."""
        return wire_fields(resolve_route(provider, credentials).value_or(None))


def _routing(runtime: Runtime) -> Routing:
    binding = runtime.binding
    return Routing(
        provider=binding.provider,
        workspace=binding.workspace,
        route=resolve_route(binding.provider, runtime.credentials),
    )


def _endpoint(server_url: str | None, *, insecure_http: bool) -> Result[Endpoint | None, ServerUrlError]:
    return Success(None) if server_url is None else parse_endpoint(server_url, insecure_http=insecure_http)


def _timeout(seconds: float) -> Result[float, UnusableTimeout]:
    return Success(seconds) if 0 < seconds <= LONGEST_TIMEOUT else Failure(UnusableTimeout(seconds))
