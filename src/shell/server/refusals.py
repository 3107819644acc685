"""Every request that the reference server does not take: status, code and sentence.

Contract: contracts/tracker-snapshot-publish.md, "Answers". A test compares its table with this one.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ...core.contract.server import Complaint, Refused
from ...core.delivery.judge import STILL_IN_PROGRESS, TOO_LATE
from ...core.parsing.strict_json import Fault

RETRY_AFTER_SECONDS = "5"
"""When to come back, where the server has no room: long enough for a backup to end or for a person to act."""


def _refused(status_code: int, error: str, message: str, **headers: str) -> Refused:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Refused(status_code, Complaint(error=error, message=message), named)


OTHER_HOST = _refused(421, "misdirected_request", "The Host header does not name this server.")
OTHER_ORIGIN = _refused(403, "foreign_origin", "A page of another origin may not ask this server.")
CONFLICTING_HEADERS = _refused(
    400,
    "conflicting_headers",
    "Authorization, Content-Type, Idempotency-Key and Snapshot-Sequence must not have two different values.",
)
UNAUTHORIZED = _refused(
    401, "unauthorized", "This bearer token is unknown.", WWW_Authenticate='Bearer realm="trackpost"'
)
FORBIDDEN = _refused(403, "forbidden", "This token may not publish here.")
RATE_LIMITED = _refused(429, "rate_limited", "Too many requests.", Retry_After=RETRY_AFTER_SECONDS)
"""This one and the one before are answered only on purpose: this server has neither permissions nor limits."""
WRONG_MEDIA_TYPE = _refused(415, "unsupported_media_type", "Content-Type must be application/json.")
WRONG_ENCODING = _refused(
    415, "unsupported_content_encoding", "The body must not be compressed.", Accept_Encoding="identity"
)
MISSING_KEY = _refused(400, "missing_idempotency_key", "The Idempotency-Key header is missing.")
MALFORMED_KEY = _refused(400, "malformed_idempotency_key", "Idempotency-Key must be 64 lower-case hex digits.")
MALFORMED_SEQUENCE = _refused(
    400, "malformed_snapshot_sequence", "Snapshot-Sequence must be a whole number from 1 to 9223372036854775807."
)
TOO_LARGE = _refused(413, "body_too_large", "The body is larger than this server takes.")
TOO_SLOW = _refused(408, "request_timeout", "The request did not arrive in time.", Connection="close")
KEY_REUSED = _refused(422, "idempotency_key_reused", "This key came with another body before.")
SUPERSEDED = _refused(409, TOO_LATE, "A snapshot with a higher Snapshot-Sequence was applied.")
STILL_RUNNING = _refused(409, STILL_IN_PROGRESS, "The first request under this key has not ended yet.")
CANNOT_STORE = _refused(
    503, "unavailable", "Snapshots cannot be stored at the moment.", Retry_After=RETRY_AFTER_SECONDS
)
NO_MEMORY = _refused(
    503, "unavailable", "There is not enough memory for this body at the moment.", Retry_After=RETRY_AFTER_SECONDS
)
NO_SUCH_PATH = _refused(404, "not_found", "There is nothing here. The path of the contract ends with a slash.")
OTHER_METHOD = _refused(405, "method_not_allowed", "Another method is needed; the header Allow names it.", Allow="POST")
UNKNOWN_KEY = _refused(404, "unknown_key", "Nothing was received under this key.")
MALFORMED_LIMIT = _refused(400, "malformed_limit", "limit must be a number from 1 to 1000.")


def invalid(fault: Fault) -> Refused:
    """Return the refusal of a snapshot that has *fault*."""
    return Refused(400, Complaint(error="invalid_snapshot", message=fault.reason, path=fault.path))


BY_CODE: Mapping[str, Refused] = MappingProxyType(
    {
        refused.complaint.error: refused
        for refused in (
            TOO_SLOW,
            OTHER_HOST,
            OTHER_ORIGIN,
            CONFLICTING_HEADERS,
            NO_SUCH_PATH,
            OTHER_METHOD,
            UNAUTHORIZED,
            FORBIDDEN,
            RATE_LIMITED,
            WRONG_MEDIA_TYPE,
            WRONG_ENCODING,
            MISSING_KEY,
            MALFORMED_KEY,
            MALFORMED_SEQUENCE,
            TOO_LARGE,
            KEY_REUSED,
            STILL_RUNNING,
            invalid(Fault("$.issues", "Expected `array`, got `null`")),
            SUPERSEDED,
            CANNOT_STORE,
        )
    }
)
"""One refusal for each code of the contract. Read-only."""
