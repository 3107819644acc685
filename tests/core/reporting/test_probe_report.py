"""A review for programs: the JSON object, and JUnit's XML."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import msgspec
from attrs import asdict
from returns.result import Failure, Success

from trackpost.core.contract.probe.exchange import ProbeRequest
from trackpost.core.contract.probe.promise import Broken, Kept, NotObservable, Promise
from trackpost.core.contract.probe.review import BrokenPromises, Observed, Review
from trackpost.core.delivery.verdict import Unreachable
from trackpost.core.project.faults import UnwritableFile
from trackpost.core.reporting.junit import junit_xml
from trackpost.core.reporting.probe_report import probe_report

URL = "https://kitty.example/api/v1/connectors/trackers/snapshots/"
REQUEST = ProbeRequest(url=URL, headers=(("Content-Type", "application/json"),), body=b"{}")
CURL = (
    "curl -i -X POST -H \"Authorization: Bearer $SAAS_AUTH_TOKEN\" -H 'Content-Type: application/json' "
    f"--data-raw '{{}}' {URL}"
)


def _promise(name: str) -> Promise:
    return Promise(name=name, section="Answers", says="does <it>", planner=lambda _setting: NotObservable(""))


OBSERVED = (
    Observed(_promise("key.new"), Kept()),
    Observed(_promise("key.old"), Broken("expected 1, got \x1b & \ud800", REQUEST)),
    Observed(_promise("size.late"), NotObservable("no time")),
)
REVIEW = Review(url=URL, requests=4, observed=OBSERVED)
SOUND = Review(url=URL, requests=2, observed=OBSERVED[::2])


def _members(report: object) -> Mapping[str, object]:
    decoded: Mapping[str, object] = msgspec.json.decode(msgspec.json.encode(report))
    return decoded


def test_a_review_with_a_broken_promise() -> None:
    """It is not ok, counts the findings, and lists each promise with what is known about it."""
    report = probe_report(Success(REVIEW), REVIEW.error)
    assert (report.ok, report.endpoint, report.attempts) == (False, URL, 4)
    assert (report.kept, report.broken, report.not_observable) == (1, 1, 1)
    assert report.error == {
        "kind": "broken_promises",
        "message": "the server breaks 1 promise of the contract, and keeps 1",
        "broken": 1,
        "kept": 1,
    }
    common = {"section": "Answers", "says": "does <it>"}
    assert report.promises == (
        {**common, "name": "key.new", "finding": "kept", "why": None, "curl": None},
        {**common, "name": "key.old", "finding": "broken", "why": "expected 1, got \x1b & \ud800", "curl": CURL},
        {**common, "name": "size.late", "finding": "not_observable", "why": "no time", "curl": None},
    )


def test_a_review_without_one() -> None:
    """It is ok."""
    report = probe_report(Success(SOUND), SOUND.error)
    assert (report.ok, report.error, SOUND.error) == (True, None, None)
    assert _members(report)["not_observable"] == 1


def test_a_review_that_cannot_be_written() -> None:
    """The findings are there, and the error is that of the file."""
    report = probe_report(Success(SOUND), UnwritableFile("probe.xml", "No space left on device"))
    assert (report.ok, report.kept, (report.error or {})["kind"]) == (False, 1, "unwritable_file")


def test_no_review() -> None:
    """The report has the members of a review, without values."""
    error = Unreachable("Connection refused")
    report = probe_report(Failure(error))
    assert asdict(report).keys() == asdict(probe_report(Success(SOUND))).keys()
    assert (report.ok, report.promises, report.kept) == (False, (), None)
    assert (report.error or {})["message"] == error.message


def test_junit() -> None:
    """A broken promise is a failure with its request, and one that cannot be observed is skipped."""
    suite = ET.fromstring(junit_xml(REVIEW))  # noqa: S314 - our own
    assert (suite.tag, suite.attrib) == (
        "testsuite",
        {"name": "trackpost contract probe", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"},
    )
    cases = [(case.attrib["classname"], case.attrib["name"], [child.tag for child in case]) for case in suite]
    assert cases == [
        ("trackpost.contract.key", "key.new", []),
        ("trackpost.contract.key", "key.old", ["failure"]),
        ("trackpost.contract.size", "size.late", ["skipped"]),
    ]
    (failure,), (skipped,) = suite[1], suite[2]
    assert (failure.attrib["message"], failure.text) == (r"does <it>: expected 1, got \x1b & \ud800", CURL)
    assert skipped.attrib["message"] == "no time"


def test_the_message() -> None:
    """It counts."""
    assert BrokenPromises(2, 0).message == "the server breaks 2 promises of the contract, and keeps 0"
