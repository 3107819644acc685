"""What a request must bring before the reference server looks at its snapshot.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

import re
from collections.abc import Mapping

from returns.result import Failure, Result, Success

from ...core.contract.server import Complaint, Refused
from ...core.delivery.judge import STILL_UNDER_WAY
from ...core.parsing.secret import Secret
from ...core.parsing.strict_json import Fault, parse_json
from ...core.snapshot.body import Snapshot, decode_snapshot

_KEY = re.compile(r"[0-9a-f]{64}")

UNAUTHORIZED = Refused(401, Complaint(error="unauthorized", message="This bearer token is not known here."))
WRONG_MEDIA_TYPE = Refused(
    415, Complaint(error="unsupported_media_type", message="Content-Type must be application/json.")
)
MISSING_KEY = Refused(400, Complaint(error="missing_idempotency_key", message="There is no Idempotency-Key header."))
MALFORMED_KEY = Refused(
    400, Complaint(error="malformed_idempotency_key", message="Idempotency-Key must be 64 lower-case hex digits.")
)
KEY_REUSED = Refused(422, Complaint(error="idempotency_key_reused", message="This key came with another body before."))
STILL_RUNNING = Refused(
    409, Complaint(error=STILL_UNDER_WAY, message="The first request under this key has not ended yet.")
)
UNKNOWN_KEY = Refused(404, Complaint(error="unknown_key", message="Nothing was received under this key."))


def check_bearer(token: Secret | None, headers: Mapping[str, str]) -> Result[None, Refused]:
    """Let in whoever shows *token*; everybody where there is none."""
    if token is None:
        return Success(None)
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    is_known = scheme.lower() == "bearer" and Secret(shown) == token
    return Success(None) if is_known else Failure(UNAUTHORIZED)


def check_media_type(headers: Mapping[str, str]) -> Result[None, Refused]:
    """Let in what calls itself JSON, with or without parameters."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Success(None) if media_type == "application/json" else Failure(WRONG_MEDIA_TYPE)


def check_key(headers: Mapping[str, str]) -> Result[str, Refused]:
    """Return the idempotency key."""
    key = headers.get("idempotency-key")
    if key is None:
        return Failure(MISSING_KEY)
    return Success(key) if _KEY.fullmatch(key) else Failure(MALFORMED_KEY)


def check_body(body: bytes) -> Result[Snapshot, Refused]:
    """Return the snapshot, or a complaint that names the first offending member."""
    return Result.do(
        snapshot
        for _ in parse_json(body).alt(lambda faults: _invalid(faults[0]))
        for snapshot in decode_snapshot(body).alt(_invalid)
    )


def _invalid(fault: Fault) -> Refused:
    return Refused(400, Complaint(error="invalid_snapshot", message=fault.reason, path=fault.path))
