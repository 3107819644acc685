"""The snapshot fixtures: as the generator writes them, and correct by the contract alone."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import get_args

import pytest
from attrs import frozen
from returns.result import Success

from tests.contract.snapshot_fixtures import FOLDER, files
from trackpost.core.contract.capture import CapturedSnapshot, identify
from trackpost.core.routing.credentials import CredentialError


@frozen(kw_only=True)
class Case:
    """An object of ``cases.json``."""

    name: str
    provider: str
    credentials: Mapping[str, object]
    route: Mapping[str, str] | None
    reason: str | None
    body: str
    digest: str
    first_key: str

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return (FOLDER / self.body).read_bytes()


CASES = {case["name"]: Case(**case) for case in json.loads((FOLDER / "cases.json").read_bytes())}
NO_ROUTE = {"external_resource_type": None, "external_resource_id": None}

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def test_the_committed_files_are_up_to_date() -> None:
    """``python -m tests.contract.snapshot_fixtures`` changes nothing."""
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == files()


@every_case
def test_digest_and_key(case: Case) -> None:
    """Digest and key follow the contract; they are computed here without the code that sends them."""
    digest = sha256(case.content)
    key = sha256(b"trackpost/idempotency-key/1\n" + digest.digest())
    assert (digest.hexdigest(), key.hexdigest()) == (case.digest, case.first_key)


@every_case
def test_bytes(case: Case) -> None:
    """Another JSON encoder gives the same bytes, by the rules of the contract."""
    text = json.dumps(json.loads(case.content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert text.encode() == case.content


@every_case
def test_route(case: Case) -> None:
    """The body has the route of the case, or two nulls if there is a reason."""
    body = json.loads(case.content)
    assert {name: body[name] for name in NO_ROUTE} == (case.route or NO_ROUTE)
    assert (case.route is None) == (case.reason is not None)


@every_case
def test_body_meets_the_contract(case: Case) -> None:
    """Each body meets the contract."""
    body = json.loads(case.content)
    captured = identify(case.content).map(lambda capture: isinstance(capture, CapturedSnapshot) and capture.provider)
    assert captured == Success(body["provider"])


def test_every_reason_has_a_case() -> None:
    """There is a case for each reason why there is no route."""
    assert len({case.reason for case in CASES.values()} - {None}) == len(get_args(CredentialError)) + 1


def test_a_rebind_changes_the_key() -> None:
    """Only the project differs, and so do the keys."""
    acme, beta = CASES["jira with its key among others"], CASES["jira after a rebind"]
    assert beta.content == acme.content.replace(b'"external_resource_id":"ACME"', b'"external_resource_id":"BETA"')
    assert acme.first_key != beta.first_key


def test_a_spelling_changes_nothing() -> None:
    """All spellings of the provider give the same bytes."""
    assert len({CASES[name].body for name in ("jira with its key", "Jira", "JIRA", "jIrA")}) == 1


def test_other_bodies_have_other_keys() -> None:
    """Each file has its own digest and its own key."""
    together = {(case.body, case.digest, case.first_key) for case in CASES.values()}
    assert [len(set(column)) for column in zip(*together, strict=True)] == [len(together)] * 3
