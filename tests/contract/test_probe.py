"""What the probe takes from the contract."""

import re

from tests.docs.markdown import ROOT
from trackpost.core.contract.probe.answers import CODES
from trackpost.core.contract.probe.sizes import MUST_TAKE
from trackpost.core.contract.probe.table import PROMISES

DOCUMENT = (ROOT / "contracts" / "tracker-snapshot-publish.md").read_text()
_ROWS = re.findall(r"^\| `(\w+)` \| ([0-9]{3}) \|", DOCUMENT, flags=re.MULTILINE)


def test_the_codes() -> None:
    """The probe knows each code of the contract, with its status, and no others."""
    assert {(code, int(status)) for code, status in _ROWS} == set(CODES.items())


def test_the_sections() -> None:
    """Each promise is made under a heading of the contract."""
    headings = set(re.findall(r"^#+ (.+)$", DOCUMENT, flags=re.MULTILINE))
    assert {promise.section for promise in PROMISES} <= headings


def test_the_size_that_every_server_must_take() -> None:
    """The probe sends what the contract demands."""
    assert f"| the longest body that a server must take | {MUST_TAKE // 1024**2} MiB," in DOCUMENT


def test_every_code_is_probed() -> None:
    """A promise names each code; the others depend on what the server has to do besides."""
    said = " ".join(promise.says for promise in PROMISES)
    unsaid = {code for code, _ in _ROWS if code not in said}
    assert unsaid == {"unavailable", "forbidden", "rate_limited"}
