"""A parcel with an address on it."""

from attrs import frozen

from .endpoint import Endpoint
from .parcel import Parcel
from .secret import Secret
from .version import VERSION


@frozen(kw_only=True)
class PublishRequest:
    """One POST, complete.

    Attributes:
        endpoint: where it goes.
        token: for the ``Authorization`` header, which is left out where there is none.
        parcel: what goes.
    """

    endpoint: Endpoint
    token: Secret | None
    parcel: Parcel


def headers(parcel: Parcel, token: Secret | None) -> dict[str, str]:
    """Return the headers that are sent, beside those that HTTP itself negotiates.

    This is the one place where a token is opened.
    """
    return _headers(parcel, None if token is None else token.reveal())


def shown_headers(parcel: Parcel, token: Secret | None) -> dict[str, str]:
    """Return the same headers for a person's eyes: the token is masked."""
    return _headers(parcel, None if token is None else str(token))


def _headers(parcel: Parcel, token: str | None) -> dict[str, str]:
    fixed = {
        "Content-Type": "application/json",
        "Idempotency-Key": parcel.idempotency_key,
        "Accept": "application/json",
        "User-Agent": f"trackpost/{VERSION}",
    }
    return fixed if token is None else {**fixed, "Authorization": f"Bearer {token}"}
