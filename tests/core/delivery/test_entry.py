"""What the answer to a request without a key says about the token."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.entry import BusyServer, NoSpecKitty, ServerFault, TokenNeeded, TokenRefused, entry_of
from trackpost.core.delivery.judge import judge
from trackpost.core.delivery.verdict import BrokenProtocol, Redirected, Unreachable, Verdict
from trackpost.core.parsing.secret import Secret

_TOKEN = Secret("a-token")
_UNKNOWN: dict[str, object] = {"error": "unauthorized"}
_PAGE = b"<html>hello</html>"

CASES: Mapping[str, tuple[Verdict, Secret | None, Result[None, ServerFault]]] = {
    "the key is missed": (judge(400, {}, b'{"error": "missing_idempotency_key"}'), _TOKEN, Success(None)),
    "it wants no token": (judge(400, {}, b'{"error": "missing_idempotency_key"}'), None, Success(None)),
    "a token that it does not accept": (
        judge(401, {}, b'{"error": "unauthorized"}'),
        _TOKEN,
        Failure(TokenRefused(Answer(401, _UNKNOWN))),
    ),
    "a token that comes from somewhere": (
        judge(403, {}, b""),
        Secret("a-token", "SAAS_AUTH_TOKEN"),
        Failure(TokenRefused(Answer(403, None), "SAAS_AUTH_TOKEN")),
    ),
    "no token": (judge(401, {}, b'{"error": "unauthorized"}'), None, Failure(TokenNeeded(Answer(401, _UNKNOWN)))),
    "a token that may not publish": (judge(403, {}, b""), _TOKEN, Failure(TokenRefused(Answer(403, None)))),
    "another address": (judge(404, {}, b""), _TOKEN, Failure(NoSpecKitty(Answer(404, None)))),
    "another reason for a 400": (judge(400, {}, b"{}"), _TOKEN, Failure(NoSpecKitty(Answer(400, {})))),
    "a success": (judge(200, {}, b"{}"), _TOKEN, Failure(NoSpecKitty(Answer(200, {})))),
    "a replay": (
        judge(200, {"idempotent-replayed": "true"}, b"{}"),
        _TOKEN,
        Failure(NoSpecKitty(Answer(200, {}))),
    ),
    "a conflict": (
        judge(409, {}, b'{"error": "superseded"}'),
        _TOKEN,
        Failure(NoSpecKitty(Answer(409, {"error": "superseded"}))),
    ),
    "a web page": (
        judge(200, {}, _PAGE),
        _TOKEN,
        Failure(NoSpecKitty(Answer(200, _PAGE.decode()))),
    ),
    "elsewhere": (
        judge(301, {"location": "/login"}, b""),
        _TOKEN,
        Failure(Redirected(Answer(301, None), "/login")),
    ),
    "not now": (judge(503, {}, b""), _TOKEN, Failure(BusyServer(Answer(503, None)))),
    "a broken answer": (BrokenProtocol("it ends early", None), _TOKEN, Failure(BrokenProtocol("it ends early", None))),
    "nobody": (Unreachable("no route to host"), _TOKEN, Failure(Unreachable("no route to host"))),
}


@pytest.mark.parametrize(("verdict", "token", "expected"), CASES.values(), ids=CASES.keys())
def test_entry(verdict: Verdict, token: Secret | None, expected: Result[None, ServerFault]) -> None:
    """Only the refusal for want of a key says that the token is let in."""
    assert entry_of(verdict, token) == expected
