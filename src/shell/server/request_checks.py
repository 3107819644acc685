"""What the headers of a request must say before the reference server reads its body.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

import re
from collections.abc import Sequence

from returns.result import Failure, Result, Success
from starlette.datastructures import Headers

from ...core.contract.admission import AccountKey, Ticket
from ...core.contract.server import Refused
from ...core.parsing.secret import Secret
from .refusals import (
    CONFLICTING_HEADERS,
    MALFORMED_KEY,
    MALFORMED_SEQUENCE,
    MISSING_KEY,
    TOO_LARGE,
    UNAUTHORIZED,
    WRONG_ENCODING,
    WRONG_MEDIA_TYPE,
)

_KEY = re.compile(r"[0-9a-f]{64}")
_SEQUENCE = re.compile(r"[1-9][0-9]*")
_HIGHEST = 2**63 - 1
_SINGLE = ("authorization", "content-type", "idempotency-key", "snapshot-sequence")


def check_bearer(tokens: Sequence[Secret], headers: Headers) -> Result[int, Refused]:
    """Return the number of the account whose token a request shows; 0 if the server needs no token.

    A request with two values of one header is refused.

    Args:
        tokens: the token of each account.
        headers: of the request.
    """
    if any(len(set(headers.getlist(name))) > 1 for name in _SINGLE):
        return Failure(CONFLICTING_HEADERS)
    if not tokens:
        return Success(0)
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    is_known = scheme.lower() == "bearer" and Secret(shown) in tokens
    return Success(tokens.index(Secret(shown))) if is_known else Failure(UNAUTHORIZED)


def check_publish(tokens: Sequence[Secret], max_body: int, headers: Headers) -> Result[Ticket, Refused]:
    """Return what the headers of a request say about its snapshot, or the first thing that is wrong with them."""
    return Result.do(
        Ticket(AccountKey(account, key), sequence)
        for account in check_bearer(tokens, headers)
        for _ in _check_media_type(headers)
        for _ in _check_encoding(headers)
        for key in _check_key(headers)
        for sequence in _check_sequence(headers)
        for _ in _check_length(max_body, headers)
    )


def _check_media_type(headers: Headers) -> Result[None, Refused]:
    """Let in what calls itself JSON, with or without parameters."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Success(None) if media_type == "application/json" else Failure(WRONG_MEDIA_TYPE)


def _check_encoding(headers: Headers) -> Result[None, Refused]:
    codings = {coding.strip().lower() for coding in ",".join(headers.getlist("content-encoding")).split(",")}
    return Success(None) if codings <= {"", "identity"} else Failure(WRONG_ENCODING)


def _check_key(headers: Headers) -> Result[str, Refused]:
    key = headers.get("idempotency-key")
    if key is None:
        return Failure(MISSING_KEY)
    return Success(key) if _KEY.fullmatch(key) else Failure(MALFORMED_KEY)


def _check_sequence(headers: Headers) -> Result[int | None, Refused]:
    text = headers.get("snapshot-sequence")
    if text is None:
        return Success(None)
    is_number = len(text) <= len(str(_HIGHEST)) and _SEQUENCE.fullmatch(text) is not None and int(text) <= _HIGHEST
    return Success(int(text)) if is_number else Failure(MALFORMED_SEQUENCE)


def _check_length(max_body: int, headers: Headers) -> Result[None, Refused]:
    """Refuse early what says of itself that it is too large; HTTP has checked that it is a number."""
    return Failure(TOO_LARGE) if int(headers.get("content-length", "0")) > max_body else Success(None)
