"""The refusals of the reference server, and the contract's table of them."""

import re

from tests.docs.markdown import ROOT
from trackpost.core.contract.server import Refused
from trackpost.core.delivery.publish import PublishOrder
from trackpost.core.delivery.retry import ATTEMPTS
from trackpost.core.parsing.strict_json import Fault
from trackpost.shell.cli import serve
from trackpost.shell.delivery.answer import LARGEST_ANSWER, MOST_VALUES
from trackpost.shell.server import refusals
from trackpost.shell.server.app import MAX_BODY
from trackpost.shell.server.journal import BUSY_SECONDS
from trackpost.shell.server.slow_clients import ImpatientProtocol

DOCUMENT = (ROOT / "contracts" / "tracker-snapshot-publish.md").read_text()
OF_THE_SANDBOX = {("unknown_key", 404), ("malformed_limit", 400)}


def _codes() -> set[tuple[str, int]]:
    found = [one for one in vars(refusals).values() if isinstance(one, Refused)]
    return {(one.complaint.error, one.status_code) for one in [*found, refusals.invalid(Fault("$", ""))]}


def test_the_table_of_codes() -> None:
    """The contract lists each code with its status, and no others."""
    rows = re.findall(r"^\| `(\w+)` \| ([0-9]{3}) \|", DOCUMENT, flags=re.MULTILINE)
    assert {(code, int(status)) for code, status in rows} == _codes() - OF_THE_SANDBOX


def test_each_code_of_the_contract_can_be_asked_for() -> None:
    """A server that fails on purpose can give every refusal."""
    answers = {(code, refused.status_code) for code, refused in refusals.BY_CODE.items()}
    assert answers == _codes() - OF_THE_SANDBOX


def test_the_sizes_and_times_of_a_client() -> None:
    """The table has the limits of the code that sends."""
    order = PublishOrder()
    rows = re.findall(r"^\| how (long|often) a client (\w+).*? \| (?:up to )?([0-9]+)", DOCUMENT, flags=re.MULTILINE)
    times = {verb: float(number) for _, verb, number in rows}
    assert times == {"waits": order.timeout_seconds, "tries": order.deadline_seconds, "sends": ATTEMPTS}
    assert f"reads | {LARGEST_ANSWER // 1024**2} MiB, and {MOST_VALUES:,} values |" in DOCUMENT


def test_the_limits() -> None:
    """The limits in the contract are those of the server."""
    assert f"at most {MAX_BODY // 1024**2} MiB" in DOCUMENT
    assert serve.MAX_BODY == MAX_BODY
    assert f"within {ImpatientProtocol.grace_seconds:.0f} seconds" in DOCUMENT
    assert f"each {ImpatientProtocol.bytes_per_second // 1024} KiB" in DOCUMENT
    assert f"at most {BUSY_SECONDS:.0f} seconds" in DOCUMENT
