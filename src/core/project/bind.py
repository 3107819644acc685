"""What ``bind`` and ``unbind`` return, and whether the credentials of a project may go with its binding."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from attrs import frozen
from returns.result import Result

from ..errors import Problem
from ..parsing.text import MalformedPair
from ..parsing.untyped import WrongShape
from ..routing.pin import RouteDrift
from ..routing.route import ResourceRoute, RoutingError
from .bind_order import BindOrderError
from .binding import Binding, BindingError
from .faults import FileFault, HalfWritten, NoHome, ProjectFault, WriteFault

CredentialsAre: TypeAlias = Literal["absent", "kept", "removed"]
CredentialsPolicy: TypeAlias = Literal["keep", "remove", "decide"]
"""What a person wants done with the credentials; ``decide`` leaves it to `credentials_may_go`."""


@frozen(kw_only=True)
class Bound:
    """A binding that was written.

    Attributes:
        config: the file that holds it.
        binding: what it holds; its ``resource`` is the pin.
        route: the resulting routing key, or why there is none, and so no pin.
        credentials: the names of the stored ones, sorted.
        missing: the names of those that ``pull`` still needs.
        warnings: what to know about it.
    """

    config: str
    binding: Binding
    route: Result[ResourceRoute, RoutingError]
    credentials: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[Problem, ...]


@frozen(kw_only=True)
class Unbound:
    """A binding that was removed.

    Attributes:
        config: the file that held it.
        provider: canonical name.
        credentials: what was done with the provider's credentials.
        warnings: what to know about the files that stay.
    """

    config: str
    provider: str
    credentials: CredentialsAre
    warnings: tuple[Problem, ...] = ()


WriteError: TypeAlias = WriteFault | HalfWritten
BindError: TypeAlias = BindOrderError | MalformedPair | FileFault | WrongShape | WriteError | RouteDrift | NoHome
UnbindError: TypeAlias = ProjectFault | FileFault | BindingError | WriteError


def credentials_may_go(binding: Binding, route: ResourceRoute | None, others: Iterable[Binding]) -> bool:
    """Say whether nothing else can need the credentials of a project that is being unbound.

    They may go if they are certainly this project's own: they give the very route that it is pinned to, and no other
    project is bound to the same provider. Such a project would use the same credentials, except for the routing key.

    Args:
        binding: of the project.
        route: what the credentials give.
        others: of the other projects that are known.
    """
    if binding.resource is None or binding.resource != route:
        return False
    return not any(other.provider == binding.provider for other in others)
