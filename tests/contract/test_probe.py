"""What the probe takes from the contract."""

import re

from tests.docs.markdown import ROOT
from trackpost.core.contract.probe.answers import CODES
from trackpost.core.contract.probe.table import PROMISES

DOCUMENT = (ROOT / "contracts" / "tracker-snapshot-publish.md").read_text()


def test_the_codes() -> None:
    """The probe knows each code of the contract, with its status, and no others."""
    rows = re.findall(r"^\| `(\w+)` \| ([0-9]{3}) \|", DOCUMENT, flags=re.MULTILINE)
    assert {code: int(status) for code, status in rows} == CODES


def test_the_sections() -> None:
    """Each promise is made under a heading of the contract."""
    headings = set(re.findall(r"^#+ (.+)$", DOCUMENT, flags=re.MULTILINE))
    assert {promise.section for promise in PROMISES} <= headings


def test_every_code_is_probed() -> None:
    """A promise names each code, except the one that takes a full disk or a locked file."""
    said = " ".join(promise.says for promise in PROMISES)
    assert {code for code in CODES if code not in said} == {"unavailable"}
