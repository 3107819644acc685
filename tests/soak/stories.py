"""Short histories, as a soak would have recorded them. One publish takes a second; the first begins at 1.0."""

from attrs import evolve

from soak.history import Applied, Fault, Held, History, Publish, Request, Said, Target

HERE, THERE = Target("m1", "alpha"), Target("m2", "alpha")
A, B, FINAL = "digest of A", "digest of B", "digest of Z"
NAMES = {A: ("alpha", "A"), B: ("alpha", "B"), FINAL: ("alpha", "Z")}
ALWAYS = (0.0, float("inf"))
DELIVERED = Said(outcome="delivered", effect="applied", idempotency_key="key 1", digest=A, attempts=1)
REPLAYED = evolve(DELIVERED, outcome="replayed")
REJECTED = evolve(DELIVERED, outcome="rejected", effect="none")
LOST = evolve(DELIVERED, outcome="effect_unknown", effect="unknown")


def publish(number: int, said: Said | None = DELIVERED) -> Publish:
    """Return a publish that begins at *number* and takes a second."""
    return Publish(
        number=number,
        target=HERE,
        way="forks",
        deadline=2.0,
        began=float(number),
        ended=number + 1.0,
        status=0,
        said=said,
        secret=f"token-{number}",
    )


def request(number: int, key: str = "key 1", digest: str | None = A) -> Request:
    """Return a request of a publish, which the server accepted half a second after that began."""
    at = number + 0.5
    return Request(
        publish=number,
        key=key,
        digest=digest,
        began=at,
        mischief="passed on",
        passed="everything",
        passed_at=at,
        status=202,
        answered_at=at + 0.1,
        told=202,
        ended=at + 0.1,
    )


def applied(number: int, key: str = "key 1", digest: str = A) -> Applied:
    """Return what the server applied of the request of a publish."""
    return Applied(key=key, digest=digest, at=number + 0.55)


def fault(where: str = "m1", began: float = 0.0, ended: float = 0.0) -> Fault:
    """Return something that was done to a ledger."""
    return Fault(where=where, what="the ledger was deleted", began=began, ended=ended)


def held(digest: str = A, began: float = 0.0, ended: float = float("inf"), target: Target = HERE) -> Held:
    """Return what a cache held."""
    return Held(target=target, digest=digest, began=began, ended=ended)


def history(*publishes: Publish) -> History:
    """Return a history of these publishes, whose cache held A all the time unless it is said otherwise."""
    return History(publishes=publishes, held=(held(),), names=NAMES)


QUIET = evolve(
    history(
        publish(1),
        publish(2, REPLAYED),
        evolve(publish(3, evolve(DELIVERED, idempotency_key="key 2", digest=FINAL)), is_final=True),
        evolve(publish(4, Said(outcome="unreachable", effect="none")), status=69),
    ),
    requests=(
        evolve(request(1), status=None, answered_at=None, told=503, passed="nothing", retry_after=0.1, ended=1.5),
        evolve(request(1), began=1.7, passed_at=1.7, answered_at=1.8, ended=1.8),
        request(2),
        request(3, "key 2", FINAL),
    ),
    applied=(Applied(key="key 1", digest=A, at=1.75), applied(3, "key 2", FINAL)),
    held=(held(A, 0.0, 2.99), held(FINAL, 2.99)),
    recorded={HERE: frozenset({("key 1", A), ("key 2", FINAL)})},
)
"""A round in which nothing went wrong: delivered at the second attempt, unchanged, new content, nobody there."""
