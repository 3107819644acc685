"""What refuses a batch as a whole, and what rejects one of its events: the fixtures against the contract's rules."""

import gzip
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Mapping

import pytest
from attrs import frozen
from msgspec.json import decode
from returns.result import Failure, Success

from tests.contract.validators import validator
from tests.docs.markdown import ROOT
from trackpost.core.contract.batches import RefusedBatch, RejectedEvents, check_batch
from trackpost.core.parsing.strict_json import parse_json
from trackpost.core.result import sealed

_FOLDER = ROOT / "contracts" / "fixtures" / "batch"
CONTRACT = (ROOT / "contracts" / "batch-api-contract.md").read_text()


@frozen(kw_only=True)
class Detail:
    """Why one event was refused."""

    event_id: str
    error: str | None = None
    reason: str | None = None


@frozen(kw_only=True)
class Result:
    """What became of one event."""

    event_id: str
    status: str
    error: str | None = None
    error_message: str | None = None


@frozen(kw_only=True)
class Body:
    """The body of an answer."""

    results: tuple[Result, ...] = ()
    error: str | None = None
    details: tuple[Detail, ...] | str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that the sender sorts: of a refusal the one for each event, or the one for all."""
        results = (result.error or result.error_message for result in self.results)
        details = self.details if isinstance(self.details, tuple) else ()
        return tuple(filter(None, (self.error, *results, *(detail.error or detail.reason for detail in details))))


@frozen(kw_only=True)
class Answer:
    """An ``.answer.json``."""

    status: int
    body: Body


@frozen(kw_only=True)
class Case:
    """An object of ``refused-bytes.json``."""

    name: str
    content_encoding: str | None
    body_base64: str
    answer: Answer


ANSWERS: Mapping[str, Answer] = {
    path.name.removesuffix(".answer.json"): decode(path.read_bytes(), type=Answer)
    for path in sorted(_FOLDER.glob("*.answer.json"))
}
CASES = {case.name: case for case in decode((_FOLDER / "refused-bytes.json").read_bytes(), type=list[Case])}
STATEFUL: Mapping[str, str] = {"success": "taken", "duplicate": "taken", "rejected": "rejected"}


def _expected(name: str) -> tuple[str, ...]:
    """Return for each event what the code says of it, or nothing if it refuses the whole batch."""
    value = json.loads((_FOLDER / f"{name}.request.json").read_bytes())
    match sealed(check_batch(value)):
        case Success(events):
            return ("taken",) * len(events)
        case Failure(broken):
            return () if isinstance(broken, RefusedBatch) else _of_each(len(value["events"]), broken)


def _of_each(count: int, broken: RejectedEvents) -> tuple[str, ...]:
    rejected = {fault.path.partition("]")[0] for fault in broken.faults}
    return tuple("rejected" if f"$.events[{index}" in rejected else "taken" for index in range(count))


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - {"5-bad-request"}))
def test_the_code_says_which_events_are_rejected(name: str) -> None:
    """A server that knows nothing of teams needs only the body to answer so, but for duplicates."""
    answer = ANSWERS[name]
    assert _expected(name) == tuple(STATEFUL[result.status] for result in answer.body.results)
    assert answer.status == (200 if _expected(name) else 400)


def test_events_of_another_team_are_sound() -> None:
    """Only a server that knows the team's projects can refuse them."""
    assert _expected("5-bad-request") == ("taken", "taken")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bytes_that_are_no_batch(case: Case) -> None:
    """The bytes are not gzip, or not JSON, as the answer says."""
    assert (case.answer.status, case.answer.body.error) == (400, _fault_of(case))


def _fault_of(case: Case) -> str | None:
    sent = b64decode(case.body_base64)
    try:
        content = gzip.decompress(sent) if case.content_encoding == "gzip" else sent
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return "Invalid gzip"
    return "Invalid JSON" if isinstance(parse_json(content), Failure) else None


def test_answers_to_bytes_meet_their_schema() -> None:
    """Each has an error and details."""
    rules = validator("event-batch-refused.schema.json")
    bodies = [case["answer"]["body"] for case in json.loads((_FOLDER / "refused-bytes.json").read_bytes())]
    assert all(rules.is_valid(body) and body.keys() == {"error", "details"} for body in bodies)


RESULTS: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "rejected without a reason": ({"status": "rejected"}, ["$.results[0]"]),
    "rejected with an error": ({"status": "rejected", "error": "Invalid payload"}, []),
    "rejected with a message": ({"status": "rejected", "error_message": "Invalid payload"}, []),
    "taken": ({"status": "success"}, []),
}


@pytest.mark.parametrize(("result", "expected"), RESULTS.values(), ids=RESULTS.keys())
def test_a_rejected_event_has_a_reason(result: dict[str, str], expected: list[str]) -> None:
    """The schema asks for it, under one of its two names."""
    body = {"results": [{"event_id": "01HQ7X3Z8K0000000000000001", **result}]}
    errors = validator("event-batch-results.schema.json").iter_errors(body)
    assert [error.json_path for error in errors] == expected


def _category(text: str) -> str:
    """Sort a text as the contract says."""
    table = CONTRACT.partition("### Error categories")[2].partition("## 5.")[0]
    rows: list[tuple[str, str]] = re.findall(r"^\| `(\w+)` \| (.*?) ?\|$", table, flags=re.MULTILINE)
    fitting = (name for name, words in rows if any(word in text.lower() for word in words.split(", ") if word))
    return next(fitting, rows[-1][0])


def test_every_text_is_a_schema_mismatch() -> None:
    """The texts of rejected events and refused batches have a word that says so."""
    answers = [*ANSWERS.values(), *(case.answer for case in CASES.values())]
    texts = [text for answer in answers for text in answer.body.texts]
    assert len(texts) > 10
    assert {_category(text) for text in texts} == {"schema_mismatch"}


SORTED: Mapping[str, str] = {
    "Token expired": "auth_expired",
    "Invalid token": "schema_mismatch",
    "Gateway TIMEOUT": "server_error",
    "Prototype": "schema_mismatch",
    "Too large": "unknown",
}


@pytest.mark.parametrize(("text", "expected"), SORTED.items(), ids=SORTED.keys())
def test_categories(text: str, expected: str) -> None:
    """The first category wins, whatever the case, and within words."""
    assert _category(text) == expected


def test_the_contract_lists_the_fixtures() -> None:
    """The table of section 6 lists each pair of files, in their order."""
    table = CONTRACT.partition("## 6. Fixtures")[2].partition("## 7.")[0]
    listed = re.findall(r"^\| `([\w-]+)` \|", table, flags=re.MULTILINE)
    assert listed == sorted(ANSWERS, key=lambda name: int(name.partition("-")[0]))
