"""A snapshot made ready to be sent, whoever it is sent to."""

from collections.abc import Iterator
from typing import Protocol

from attrs import evolve, field, frozen
from returns.result import Result

from .binding import Binding
from .idempotency import Digest, IdempotencyKey, LastKey, first_key, next_key
from .notice import Notice
from .packer import Packer
from .routing import ResourceRoute, RoutingError
from .snapshot import Header


class Body(Protocol):
    """The bytes of a snapshot, which can be read again and again."""

    def __iter__(self) -> Iterator[bytes]:
        """Return them from the first on, in chunks."""

    def __len__(self) -> int:
        """Return how many bytes there are."""


@frozen(kw_only=True)
class Parcel:
    """The bytes of one publish, and what is said of them.

    Attributes:
        routing: the route, or why there is none.
        issues: how many the body has.
        mappings: how many the body has.
        digest: of *body*, and so all that two parcels are compared by of it.
        idempotency_key: of *digest* as the first of its target, until the last key is known (`follow`).
        body: what is sent, byte by byte.
        notices: what is odd about it, though it can be sent.
        fingerprint: what tells later what changed; not printed.
    """

    routing: Result[ResourceRoute, RoutingError]
    issues: int
    mappings: int
    digest: Digest
    idempotency_key: IdempotencyKey
    body: Body = field(repr=False, eq=False)
    notices: tuple[Notice, ...] = ()
    fingerprint: bytes = field(repr=False)


def parcel_of(
    packer: Packer, routing: Result[ResourceRoute, RoutingError], body: Body, notices: tuple[Notice, ...]
) -> Parcel:
    """Return the parcel of the *body* that *packer* made."""
    return Parcel(
        routing=routing,
        issues=packer.issues,
        mappings=packer.mappings,
        digest=packer.digest,
        idempotency_key=first_key(packer.digest),
        body=body,
        notices=notices,
        fingerprint=packer.fingerprint(),
    )


def follow(parcel: Parcel, last: LastKey | None) -> Parcel:
    """Return *parcel* under the key that it has after the *last* one."""
    return evolve(parcel, idempotency_key=next_key(parcel.digest, last))


def header_of(binding: Binding, route: ResourceRoute | None) -> Header:
    """Return the header of a binding's snapshots; without a route, both of its fields are null."""
    return Header(
        provider=binding.provider,
        workspace=binding.workspace,
        route=route,
        doctrine_mode=binding.doctrine_mode,
        doctrine_field_owners=binding.doctrine_field_owners,
        project_uuid=binding.project_uuid,
        project_slug=binding.project_slug,
    )
