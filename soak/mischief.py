"""What the proxy may do with a request. Pure: drawn from a seed."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Literal, TypeAlias

from attrs import field, frozen

Ending: TypeAlias = Literal["keep", "close", "reset", "freeze"]


@frozen(kw_only=True)
class OwnAnswer:
    """What the proxy answers in place of the server.

    Attributes:
        status: of HTTP; None sends the body alone, which is no HTTP at all.
        fields: the headers beside the length.
        body: the content.
    """

    status: int | None = None
    fields: Mapping[str, str] = field(factory=dict)
    body: bytes = b""

    @property
    def retry_after(self) -> float | None:
        """How long it asks to wait."""
        return float(self.fields["Retry-After"]) if "Retry-After" in self.fields else None


@frozen(kw_only=True)
class Mischief:
    """What the proxy does with one request, step by step in this order.

    Attributes:
        takes: the share of the body that it reads; after less than 1, the publisher gets no answer.
        hangs_up: it closes its own half of the connection.
        holds: seconds before it passes the request on, even if the publisher is gone by then.
        passes: the share of the request that it passes on; after less than 1, the server cannot answer.
        delays: seconds before it answers.
        answer: its own answer; None gives the server's.
        gzips: it compresses the body of the answer.
        gives: the share of the answer that the publisher gets.
        pace: seconds between the single pieces of the answer.
        ends: what it does with the connection then.
    """

    takes: float = 1.0
    hangs_up: bool = False
    holds: float = 0.0
    passes: float = 1.0
    delays: float = 0.0
    answer: OwnAnswer | None = None
    gzips: bool = False
    gives: float = 1.0
    pace: float = 0.0
    ends: Ending = "keep"


_Draw: TypeAlias = Callable[[Random], Mischief]
PASSED_ON = "passed on"


def _always(mischief: Mischief) -> _Draw:
    return lambda _chance: mischief


def _gateway(status: int) -> _Draw:
    """Return a gateway's own answer, with or without having passed the request on: it does not say."""
    answer = OwnAnswer(status=status, fields={"Content-Type": "text/html"}, body=b"<html>gateway</html>")
    return lambda chance: Mischief(passes=chance.choice((0.0, 1.0)), answer=answer, ends="close")


def _refusal(status: int, fields: Mapping[str, str] | None = None) -> _Draw:
    """Return an answer that promises, by the contract, that the request was not passed on."""
    body = json.dumps({"error": "of_the_proxy", "message": "The proxy says so."}).encode()
    sent = {"Content-Type": "application/json", **(fields or {})}
    return _always(Mischief(passes=0.0, answer=OwnAnswer(status=status, fields=sent, body=body)))


def _other(answer: OwnAnswer) -> _Draw:
    return lambda chance: Mischief(passes=chance.choice((0.0, 1.0)), answer=answer, ends="close")


TABLE: Mapping[str, tuple[int, _Draw]] = {
    PASSED_ON: (60, _always(Mischief())),
    "cut before the body": (2, _always(Mischief(takes=0.0, passes=0.0, ends="reset"))),
    "cut within the body": (3, lambda chance: Mischief(takes=chance.random(), passes=0.0, ends="reset")),
    "cut within the body, passed on as far": (
        3,
        lambda chance: Mischief(takes=(share := chance.random()), passes=share, ends="reset"),
    ),
    "cut after the body": (3, _always(Mischief(passes=0.0, gives=0.0, ends="close"))),
    "cut before the answer": (5, _always(Mischief(gives=0.0, ends="reset"))),
    "cut within the answer": (3, lambda chance: Mischief(gives=chance.uniform(0.1, 0.95), ends="close")),
    "held": (4, lambda chance: Mischief(holds=chance.uniform(0.0, 0.4))),
    "held for long": (3, lambda chance: Mischief(holds=chance.uniform(0.4, 3.0))),
    "answered late": (4, lambda chance: Mischief(delays=chance.uniform(0.1, 3.0))),
    "frozen": (2, _always(Mischief(passes=0.0, gives=0.0, ends="freeze"))),
    "frozen after it was passed on": (3, _always(Mischief(gives=0.0, ends="freeze"))),
    "half-closed": (3, _always(Mischief(hangs_up=True, ends="close"))),
    "answered byte by byte": (2, lambda chance: Mischief(pace=chance.choice((0.001, 0.2)))),
    "compressed": (3, _always(Mischief(gzips=True))),
    "502": (2, _gateway(502)),
    "503 of a gateway": (2, _gateway(503)),
    "504": (2, _gateway(504)),
    "524": (2, _gateway(524)),
    "404": (2, _refusal(404)),
    "401": (1, _refusal(401)),
    "307": (1, _refusal(307, {"Location": "http://127.0.0.1:9/"})),
    "503 of the contract": (2, _refusal(503)),
    "429, Retry-After": (3, _refusal(429, {"Retry-After": "1"})),
    "503, Retry-After": (3, _refusal(503, {"Retry-After": "1"})),
    "a page": (2, _other(OwnAnswer(status=200, fields={"Content-Type": "text/html"}, body=b"<html>log in</html>"))),
    "no HTTP": (2, _other(OwnAnswer(body=b"\x00\xffgarbage\r\n\r\n" * 20))),
    "broken compression": (2, _other(OwnAnswer(status=200, fields={"Content-Encoding": "gzip"}, body=b"\x1f\x8bno"))),
}
"""How likely each is, and how it is drawn. What promises that nothing was applied passes nothing on."""


def draw(chance: Random) -> tuple[str, Mischief]:
    """Return the name of a mischief, and the mischief."""
    (name,) = chance.choices(tuple(TABLE), [weight for weight, _ in TABLE.values()])
    return name, TABLE[name][1](chance)
