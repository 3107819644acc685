"""A snapshot made ready to be sent, whoever it is sent to."""

from attrs import evolve, field, frozen
from returns.result import Result

from .binding import Binding
from .body import encode_snapshot
from .fingerprint import Fingerprint, fingerprint
from .idempotency import Digest, IdempotencyKey, LastKey, digest_of, first_key, next_key
from .notice import Notice
from .routing import ResourceRoute, RoutingError
from .snapshot import Contents, Header, Snapshot


@frozen(kw_only=True)
class Parcel:
    """The bytes of one publish, and what is said of them.

    Attributes:
        routing: the route, or why there is none.
        issues: how many the body has.
        mappings: how many the body has.
        digest: of *body*.
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
    body: bytes = field(repr=False)
    notices: tuple[Notice, ...] = ()
    fingerprint: Fingerprint = field(repr=False, factory=Fingerprint)


def pack(
    binding: Binding,
    routing: Result[ResourceRoute, RoutingError],
    contents: Contents,
    notices: tuple[Notice, ...] = (),
) -> Parcel:
    """Make the parcel of one binding. A failed *routing* becomes the contract's two nulls."""
    body = encode_snapshot(Snapshot(header=_header(binding, routing.value_or(None)), contents=contents))
    digest = digest_of(body)
    return Parcel(
        routing=routing,
        issues=len(contents.issues),
        mappings=len(contents.mappings),
        digest=digest,
        idempotency_key=first_key(digest),
        body=body,
        notices=notices,
        fingerprint=fingerprint(body),
    )


def follow(parcel: Parcel, last: LastKey | None) -> Parcel:
    """Return *parcel* under the key that it has after the *last* one."""
    return evolve(parcel, idempotency_key=next_key(parcel.digest, last))


def _header(binding: Binding, route: ResourceRoute | None) -> Header:
    return Header(
        provider=binding.provider,
        workspace=binding.workspace,
        route=route,
        doctrine_mode=binding.doctrine_mode,
        doctrine_field_owners=binding.doctrine_field_owners,
        project_uuid=binding.project_uuid,
        project_slug=binding.project_slug,
    )
