"""The fixtures of keys: what one client sends to one target, one snapshot after the other."""

from hashlib import sha256

from tests.contract.body_fixtures import Json

A, B = '{"a":1}', '{"b":2}'
_LINK_BYTES, _NONCE = bytes(range(32)), bytes(range(32, 64))


def key_of(version: int, body: str, *further: bytes) -> str:
    """Return the key of a body by this version of the rule, which hashes *further* bytes too."""
    digest = sha256(body.encode()).digest()
    return sha256(b"trackpost/idempotency-key/%d\n" % version + digest + b"".join(further)).hexdigest()


def _after(body: str, last: str) -> str:
    return key_of(2, body, bytes.fromhex(last))


_FIRST, _OTHER, _FRESH = key_of(1, A), key_of(2, B, _LINK_BYTES), key_of(3, A, _NONCE)
_AGAIN_AFTER = key_of(2, A, _LINK_BYTES)


def chains() -> list[Json]:
    """Return what one client sends to one target, one snapshot after the other, and the key of each."""
    return [
        _chain("a change, and back", _new(), _sent(B, _OTHER), _sent(A, _after(A, _OTHER))),
        _chain("nothing has changed", _new(), _sent(A, _FIRST), _sent(A, _FIRST)),
        _chain("refused for good, and sent again", _new("refused"), _sent(A, _AGAIN_AFTER)),
        _chain("refused for good, then another", _new("refused"), _sent(B, _OTHER)),
        _chain("refused twice", _new("refused"), _sent(A, _AGAIN_AFTER, "refused"), _sent(A, _after(A, _AGAIN_AFTER))),
        _chain("an answer that never came", _new("unknown"), _sent(A, _FIRST), _sent(B, _OTHER)),
        _chain(
            "no record of earlier keys, a replay, and a change",
            _new("replayed"),
            _sent(A, _FRESH) | {"random": _NONCE.hex()},
            _sent(B, _after(B, _FRESH)),
        ),
    ]


def _chain(name: str, *steps: Json) -> Json:
    return {"name": name, "steps": list(steps)}


def _new(answer: str = "accepted") -> Json:
    """Return what a client sends that has no record of earlier keys."""
    return _sent(A, _FIRST, answer) | {"link": _LINK_BYTES.hex()}


def _sent(body: str, key: str, answer: str = "accepted") -> Json:
    return {"body": body, "key": key, "answer": answer, "link": None, "random": None}
