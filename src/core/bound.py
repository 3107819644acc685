"""What ``bind`` and ``unbind`` come to."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from attrs import frozen
from returns.result import Result

from .bind_order import BindOrderError
from .binding import Binding, BindingError
from .credential import read_credential
from .disk_fault import FileFault, ProjectFault, WriteFault
from .door import WrongShape
from .notice import Notice
from .pair import MalformedPair
from .pin import RouteDrift
from .provider import PROVIDERS, Provider
from .routing import ResourceRoute, RoutingError

CredentialsAre: TypeAlias = Literal["absent", "kept", "removed"]
Wish: TypeAlias = Literal["keep", "remove", "decide"]
"""What a person wants to become of the credentials; ``decide`` leaves it to `credentials_may_go`."""


@frozen(kw_only=True)
class Bound:
    """A binding that was written.

    Attributes:
        config: the file that says so.
        binding: what it says; its ``resource`` is the pin.
        route: the routing key that results, or why there is none, and so no pin.
        credentials: the names of those that are there now, sorted.
        missing: the names of those without which ``pull`` cannot work.
        notices: what is odd about it.
    """

    config: str
    binding: Binding
    route: Result[ResourceRoute, RoutingError]
    credentials: tuple[str, ...]
    missing: tuple[str, ...]
    notices: tuple[Notice, ...]


@frozen(kw_only=True)
class Unbound:
    """A binding that was removed.

    Attributes:
        config: the file that held it.
        provider: canonical name.
        credentials: what became of the provider's credentials.
        notices: what is odd about the files that stay.
    """

    config: str
    provider: str
    credentials: CredentialsAre
    notices: tuple[Notice, ...] = ()


BindError: TypeAlias = BindOrderError | MalformedPair | FileFault | WrongShape | WriteFault | RouteDrift
UnbindError: TypeAlias = ProjectFault | FileFault | BindingError | WriteFault


def missing_credentials(row: Provider, credentials: Mapping[str, object]) -> tuple[str, ...]:
    """Return the credentials that the tracker's connector lacks, each under the first of its spellings."""
    return tuple(keys[0] for keys in row.needs if not any(_has(row.name, credentials, key) for key in keys))


def _has(provider: str, credentials: Mapping[str, object], key: str) -> bool:
    return read_credential(provider, credentials, key).map(bool).value_or(False)  # noqa: FBT003 - what stands for it


def credentials_may_go(binding: Binding, route: ResourceRoute | None, others: Iterable[Binding]) -> bool:
    """Say whether nobody else can need the credentials of a project that is being unbound.

    They may go if they are certainly this project's own, that is: they give the very route that it is pinned to, and
    no other project is bound to the same provider, whose credentials they are then too, but for the routing key.

    Args:
        binding: of the project.
        route: what the credentials give.
        others: of the other projects that are known.
    """
    if binding.resource is None or binding.resource != route:
        return False
    return not any(other.provider == binding.provider for other in others)


def row_of(binding: Binding) -> Provider:
    """Return the provider's row; one that is not in the table needs nothing and takes nothing."""
    return PROVIDERS.get(binding.provider, Provider(name=binding.provider))
