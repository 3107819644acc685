"""The fixtures of applying: what each project has after some snapshots."""

from tests.contract.body_fixtures import ISSUE, LINK, Json, changed
from tests.contract.lookup_fixtures import ACME, BETA, MAPPINGS, key
from tests.contract.sequence_fixtures import OTHER, REPLAYED, RIGHT, post, step

UUID, OTHER_UUID = "550e8400-e29b-41d4-a716-446655440000", "7d444840-9dc0-41d1-b245-5ffdce74fad2"
_MARCH, _JULY = "2026-03-01T12:00:00Z", "2026-07-01T12:00:00Z"


def _snapshot(*ids: str, cursor: str, at: str = _MARCH, **members: object) -> str:
    """Return a snapshot with these issues, a link for each of them, and a checkpoint."""
    contents: Json = {
        "issues": [ISSUE | {"ref": _ref(one), "updated_at": at} for one in ids],
        "mappings": [LINK | {"wp_id": f"WP0{one}", "external_id": one} for one in ids],
        "checkpoint": {"cursor": cursor, "updated_since": at},
    }
    return changed(**(contents | members))


def _ref(number: str) -> Json:
    return {"system": "jira", "workspace": "acme.example", "id": number, "key": f"ACME-{number}", "url": None}


def _sent(number: int, body: str, status: int = 200, error: str | None = None, **more: object) -> Json:
    """Return a request under the key of this *number*, and its answer."""
    return step(post(body, Idempotency_Key=f"{number:064x}"), status, error, **more)


def _by(token: str, number: int, body: str) -> Json:
    return step(post(body, Idempotency_Key=f"{number:064x}", Authorization=token), 200)


def _has(
    *ids: str,
    cursor: str,
    board: tuple[str, ...] = ACME,
    project: str | None = UUID,
    token: str | None = None,
) -> Json:
    """Return a project with these issues, a link for each of them, and a checkpoint."""
    links = [f"WP0{one}" for one in ids]
    return {"token": token, **key(*board), "project": project, "issues": [*ids], "mappings": links, "cursor": cursor}


def _case(name: str, *steps: Json, then: tuple[Json, ...], tokens: tuple[str, ...] = ()) -> Json:
    return {"name": name, "tokens": [*tokens], "mappings": MAPPINGS, "steps": [*steps], "projects": [*then]}


_ONE = _snapshot("1", "2", cursor="one")
_TWO = _snapshot("2", "3", cursor="two", at=_JULY)


def applied() -> list[Json]:
    """Return the elements of ``applied.json``."""
    return [*_replaced(), *_ordered(), *_told_apart()]


def _replaced() -> list[Json]:
    return [
        _case("one snapshot", _sent(1, _ONE), then=(_has("1", "2", cursor="one"),)),
        _case(
            "an absent issue, an absent link, and a new checkpoint",
            _sent(1, _ONE),
            _sent(2, _TWO),
            then=(_has("2", "3", cursor="two"),),
        ),
        _case(
            "a project without issues",
            _sent(1, _ONE),
            _sent(2, _snapshot(cursor="none")),
            then=(_has(cursor="none"),),
        ),
        _case(
            "a refused snapshot",
            _sent(1, _ONE),
            _sent(2, changed(issues=5), 400, error="invalid_snapshot", path="$.issues"),
            then=(_has("1", "2", cursor="one"),),
        ),
    ]


def _ordered() -> list[Json]:
    return [
        _case(
            "the older one arrives last",
            _sent(2, _TWO),
            _sent(1, _ONE),
            then=(_has("1", "2", cursor="one"),),
        ),
        _case(
            "a change, and back under a new key",
            _sent(1, _ONE),
            _sent(2, _TWO),
            _sent(3, _ONE),
            then=(_has("1", "2", cursor="one"),),
        ),
        _case(
            "a repetition of an earlier one applies nothing",
            _sent(1, _ONE),
            _sent(2, _TWO),
            _sent(1, _ONE, headers=REPLAYED),
            then=(_has("2", "3", cursor="two"),),
        ),
        _case(
            "one that begins first and is applied last",
            _sent(1, _ONE, during=[_sent(2, _TWO)]),
            then=(_has("1", "2", cursor="one"),),
        ),
        _case(
            "after a restart",
            _sent(1, _ONE),
            {"restart": True},
            _sent(2, _TWO),
            {"restart": True},
            then=(_has("2", "3", cursor="two"),),
        ),
    ]


def _told_apart() -> list[Json]:
    other, renamed = (
        _snapshot("3", cursor="other", project_uuid=OTHER_UUID),
        _snapshot("3", cursor="two", project_slug="renamed"),
    )
    return [
        _case(
            "two projects on one board",
            _sent(1, _ONE),
            _sent(2, other),
            then=(_has("1", "2", cursor="one"), _has("3", cursor="other", project=OTHER_UUID)),
        ),
        _case(
            "a project whose slug changes",
            _sent(1, _ONE),
            _sent(2, renamed),
            then=(_has("3", cursor="two"),),
        ),
        _case(
            "two projects without a UUID",
            *(
                _sent(number, _snapshot("1", cursor=slug, project_uuid=None, project_slug=slug))
                for number, slug in enumerate(("shop", "web", "shop"), start=1)
            ),
            then=(_has("1", cursor="shop", project="shop"), _has("1", cursor="web", project="web")),
        ),
        _case(
            "snapshots without any project",
            _sent(1, _snapshot("1", cursor="one", project_uuid=None)),
            _sent(2, _snapshot("2", cursor="two", project_uuid=..., project_slug=...)),
            then=(_has("2", cursor="two", project=None),),
        ),
        _case(
            "a project on another board",
            _sent(1, _ONE),
            _sent(2, _snapshot("3", cursor="two", external_resource_id=BETA[3])),
            then=(_has("1", "2", cursor="one"), _has("3", cursor="two", board=BETA)),
        ),
        _case(
            "a project without a route",
            _sent(1, _ONE),
            _sent(2, _snapshot("3", cursor="two", external_resource_type=None, external_resource_id=None)),
            then=(_has("1", "2", cursor="one"), _has("3", cursor="two", board=ACME[:2])),
        ),
        _case(
            "a project in another workspace",
            _sent(1, _ONE),
            _sent(2, _snapshot("3", cursor="two", workspace="other.example")),
            then=(_has("1", "2", cursor="one"), _has("3", cursor="two", board=(ACME[0], "other.example", *ACME[2:]))),
        ),
        _case(
            "the same project of another account",
            _by(RIGHT, 1, _ONE),
            _by(OTHER, 1, _TWO),
            tokens=("secret", "other"),
            then=(_has("1", "2", cursor="one", token="secret"), _has("2", "3", cursor="two", token="other")),
        ),
    ]
