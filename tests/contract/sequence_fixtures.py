"""The fixtures of sequences: what clients send to one server in order, and what it answers."""

from tests.contract.body_fixtures import BODY, Json, changed
from tests.contract.key_fixtures import key_of
from tests.contract.lookup_fixtures import MAPPINGS
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

KEY, OTHER_KEY = key_of(1, BODY), key_of(1, changed())
THIRD_KEY = key_of(1, "")
HEADERS = {"Content-Type": "application/json", "Idempotency-Key": KEY}
RIGHT, OTHER, WRONG = "Bearer secret", "Bearer other", "Bearer wrong"

_NEW: Json = {"Idempotent-Replayed": None}
REPLAYED: Json = {"Idempotent-Replayed": "true"}


def post(body: str = BODY, /, **headers: str | list[str] | None) -> Json:
    """Return a request to publish. Underscores stand for hyphens, None omits a header, and a list repeats it."""
    sent: Json = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    kept = {name: value for name, value in sent.items() if value is not None}
    return {"method": "POST", "path": SNAPSHOT_PATH, "headers": kept, "body": body}


def step(request: Json, status: int, error: str | None = None, **more: object) -> Json:
    """Return a request, and the answer that it gets."""
    return {"request": request, "status": status, "error": error, **more}


def _conflict(**headers: str | list[str]) -> Json:
    return step(post(**headers), 400, "conflicting_headers")


def _sequence(name: str, *steps: Json, tokens: tuple[str, ...] = (), max_body: int | None = None) -> Json:
    return {"name": name, "tokens": list(tokens), "max_body": max_body, "mappings": MAPPINGS, "steps": list(steps)}


_TAKEN = step(post(), 200, headers=_NEW)
_AGAIN = step(post(), 200, headers=REPLAYED, same_body_as=0)
_IN_PROGRESS = step(post(), 409, "request_in_progress")
_REUSED = step(post(changed()), 422, "idempotency_key_reused")
_RESTART: Json = {"restart": True}
_TOKENS = ("secret", "other")


def sequences() -> list[Json]:
    """Return the elements of ``sequences.json``."""
    return [*_keys(), *_under_way(), *_accounts(), *_numbers(), *_sizes(), *_headers(), *_repeated_headers()]


def _keys() -> list[Json]:
    return [
        _sequence("new, then replayed byte for byte", _TAKEN, _AGAIN, _AGAIN),
        _sequence("another body under a used key", _TAKEN, _REUSED, _AGAIN),
        _sequence("a broken body under a used key", _TAKEN, step(post("{"), 422, "idempotency_key_reused")),
        _sequence(
            "a key is free after a refusal",
            step(post(changed(provider=5)), 400, "invalid_snapshot", path="$.provider"),
            _TAKEN,
        ),
        _sequence("a repetition after a restart", _TAKEN, _RESTART, _AGAIN),
        _sequence(
            "another key for the same body is another publish",
            _TAKEN,
            step(post(Idempotency_Key=OTHER_KEY), 200, headers=_NEW),
        ),
        _sequence("a snapshot that waits", step(post(changed(workspace="unmapped.example")), 202)),
    ]


def _under_way() -> list[Json]:
    return [
        _sequence("a request in progress", _TAKEN | {"during": [_IN_PROGRESS, _IN_PROGRESS]}, _AGAIN),
        _sequence("another body while a request is in progress", _TAKEN | {"during": [_REUSED]}, _AGAIN),
        _sequence(
            "another key while a request is in progress",
            _TAKEN | {"during": [step(post(Idempotency_Key=OTHER_KEY), 200, headers=_NEW)]},
        ),
        _sequence(
            "a refusal after a request in progress",
            step(post("{"), 400, "invalid_snapshot", path="$", during=[step(post("{"), 409, "request_in_progress")]),
            _TAKEN,
        ),
    ]


def _accounts() -> list[Json]:
    first = step(post(Authorization=RIGHT), 200, headers=_NEW)
    again = step(post(Authorization=RIGHT), 200, headers=REPLAYED, same_body_as=0)
    other = step(post(Authorization=OTHER), 200, headers=_NEW)
    another_body = step(post(changed(workspace="unmapped.example"), Authorization=OTHER), 202, headers=_NEW)
    return [
        _sequence("the same key and body from another account is new", first, other, again, tokens=_TOKENS),
        _sequence("the same key from another account, with another body", first, another_body, again, tokens=_TOKENS),
        _sequence(
            "the keys of another account after a restart",
            first,
            _RESTART,
            other,
            step(post(changed(), Authorization=OTHER), 422, "idempotency_key_reused"),
            again,
            tokens=_TOKENS,
        ),
        _sequence("a request of another account in progress", first | {"during": [other]}, again, tokens=_TOKENS),
        _sequence("no token", step(post(), 401, "unauthorized"), tokens=("secret",)),
        _sequence(
            "an unknown token comes before the media type and the body",
            step(post("{", Authorization=WRONG, Content_Type="text/plain"), 401, "unauthorized"),
            tokens=("secret",),
        ),
    ]


def _numbers() -> list[Json]:
    """Return what a server does that knows ``Snapshot-Sequence``."""
    taken = step(post(Snapshot_Sequence="7"), 200, headers=_NEW)
    equal = step(post(Idempotency_Key=OTHER_KEY, Snapshot_Sequence="7"), 200, headers=_NEW)
    late = step(post(Idempotency_Key=OTHER_KEY, Snapshot_Sequence="6"), 409, "superseded")
    of_another = step(post(changed(project_uuid="other"), Idempotency_Key=OTHER_KEY, Snapshot_Sequence="6"), 200)
    elsewhere = step(post(changed(workspace="unmapped.example"), Idempotency_Key=OTHER_KEY, Snapshot_Sequence="6"), 202)
    malformed = ["0", "07", "-1", "+1", "1.0", "1e3", "seven", "", "9223372036854775808"]
    return [
        _sequence("a lower number is too late, and its key stays free", taken, late, equal),
        _sequence("a number is kept over a restart", taken, _RESTART, late),
        _sequence("a kept answer whatever the number", taken, step(post(Snapshot_Sequence="6"), 200, headers=REPLAYED)),
        _sequence(
            "a snapshot without a number leaves the highest as it is",
            taken,
            step(post(Idempotency_Key=OTHER_KEY), 200, headers=_NEW),
            step(post(Idempotency_Key=THIRD_KEY, Snapshot_Sequence="6"), 409, "superseded"),
        ),
        _sequence("the numbers of another project", taken, of_another),
        _sequence("the numbers of another board", taken, elsewhere),
        _sequence(
            "the numbers of another account",
            step(post(Authorization=RIGHT, Snapshot_Sequence="7"), 200),
            step(post(Authorization=OTHER, Snapshot_Sequence="6"), 200, headers=_NEW),
            tokens=_TOKENS,
        ),
        _sequence(
            "a broken body comes before a number that is too late",
            taken,
            step(post("{", Idempotency_Key=OTHER_KEY, Snapshot_Sequence="6"), 400, "invalid_snapshot", path="$"),
        ),
        _sequence("the highest number", step(post(Snapshot_Sequence="9223372036854775807"), 200)),
        _sequence(
            "what is no number",
            *(step(post(Snapshot_Sequence=text), 400, "malformed_snapshot_sequence") for text in malformed),
        ),
        _sequence("two different numbers", _conflict(Snapshot_Sequence=["6", "7"])),
        _sequence("the same number twice", step(post(Snapshot_Sequence=["7", "7"]), 200)),
    ]


def _sizes() -> list[Json]:
    longest, too_long = post(), post(BODY + " ")
    size = len(BODY.encode())
    return [
        _sequence("the longest body", step(longest, 200), max_body=size),
        _sequence(
            "a body that is a byte too long, and a free key",
            step(too_long, 413, "body_too_large"),
            _TAKEN,
            max_body=size,
        ),
        _sequence(
            "a used key comes after the length of the body",
            _TAKEN,
            step(too_long, 413, "body_too_large"),
            _AGAIN,
            max_body=size,
        ),
        _sequence(
            "a malformed key comes before the length of the body",
            step(post(BODY + " ", Idempotency_Key="K"), 400, "malformed_idempotency_key"),
            max_body=size,
        ),
    ]


def _headers() -> list[Json]:
    return [
        _sequence("no key", step(post(Idempotency_Key=None), 400, "missing_idempotency_key")),
        _sequence("a key in capitals", step(post(Idempotency_Key=KEY.upper()), 400, "malformed_idempotency_key")),
        _sequence("another media type", step(post(Content_Type="text/plain"), 415, "unsupported_media_type")),
        _sequence("a parameter of the media type", step(post(Content_Type="application/json; charset=utf-8"), 200)),
        _sequence("another charset", step(post(Content_Type="application/json; charset=utf-16"), 200)),
        _sequence("a compressed body", step(post(Content_Encoding="gzip"), 415, "unsupported_content_encoding")),
        _sequence(
            "the media type comes before the key",
            step(post("{", Content_Type="text/plain", Idempotency_Key="K"), 415, "unsupported_media_type"),
        ),
        _sequence("another method", step({**post(), "method": "PUT"}, 405, "method_not_allowed")),
        _sequence("the path without its slash", step({**post(), "path": SNAPSHOT_PATH.rstrip("/")}, 404, "not_found")),
    ]


def _repeated_headers() -> list[Json]:
    tokens = ("secret",)
    return [
        _sequence(
            "two different keys",
            _conflict(Idempotency_Key=[KEY, OTHER_KEY]),
            _conflict(Idempotency_Key=[OTHER_KEY, KEY]),
            _TAKEN,
        ),
        _sequence("the same key twice", step(post(Idempotency_Key=[KEY, KEY]), 200, headers=_NEW), _AGAIN),
        _sequence(
            "two different tokens, though one is right",
            _conflict(Authorization=[RIGHT, WRONG]),
            _conflict(Authorization=[WRONG, RIGHT]),
            tokens=tokens,
        ),
        _sequence("two tokens that are both right", _conflict(Authorization=[RIGHT, OTHER]), tokens=_TOKENS),
        _sequence("the same token twice", step(post(Authorization=[RIGHT, RIGHT]), 200), tokens=tokens),
        _sequence("two different media types", _conflict(Content_Type=["application/json", "text/plain"])),
        _sequence("the same media type twice", step(post(Content_Type=["application/json", "application/json"]), 200)),
        _sequence(
            "conflicting headers come before the token",
            _conflict(Authorization=WRONG, Idempotency_Key=[KEY, OTHER_KEY]),
            tokens=tokens,
        ),
    ]
