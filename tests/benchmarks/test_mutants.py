"""What is made of mutmut's words, and of the list of survivors."""

from collections.abc import Mapping

import pytest

from benchmarks.mutants import CENTRAL, ROOT, change_of, table, undecorated
from benchmarks.survivors import SURVIVORS, Change, complaints, listed

NAME = "trackpost.core.delivery.judge.x__read__mutmut_13"
SHOWN = """\
# trackpost.core.delivery.judge.x__read__mutmut_13: survived
--- trackpost/core/delivery/judge.py
+++ trackpost/core/delivery/judge.py
@@ -4,4 +4,4 @@
     try:
         body = decode(content)
-    return (body, True)
+    return (body, False)
"""
CHANGE = Change("delivery.judge._read", "- return (body, True)\n+ return (body, False)")
OTHER = Change("errors.one_line", "- return text")
ENTRY = """\
[[survivor]]
where = "delivery.judge._read"
lines = '''
- return (body, True)
+ return (body, False)
'''
"""


def test_change_of() -> None:
    """A change is where it is made, and the lines that differ."""
    assert change_of(NAME, SHOWN) == CHANGE


def test_listed() -> None:
    """The list is read back as it is printed, with the reasons that people add; other modules are left out."""
    text = f'{ENTRY}reason = "why"\n\n[[survivor]]\nwhere = "errors.one_line"\nlines = "- return text"\nreason = "so"\n'
    assert listed(text, CENTRAL) == {CHANGE: "why", OTHER: "so"}
    assert listed(text, ["delivery.judge"]) == {CHANGE: "why"}


COMPLAINTS: Mapping[str, tuple[list[Change], list[Change], list[str]]] = {
    "nothing survives": ([], [], []),
    "what survives is listed": ([CHANGE, OTHER], [OTHER, CHANGE], []),
    "a survivor is new": ([CHANGE, OTHER], [OTHER], [f"survived, but is not listed:\n{ENTRY}"]),
    "a survivor is gone": ([OTHER], [CHANGE, OTHER], [f"is listed, but did not survive:\n{ENTRY}"]),
}


@pytest.mark.parametrize(("found", "expected", "said"), COMPLAINTS.values(), ids=COMPLAINTS.keys())
def test_complaints(found: list[Change], expected: list[Change], said: list[str]) -> None:
    """The survivors must be exactly those of the list."""
    assert complaints(found, expected) == said


def test_table() -> None:
    """Each module has a line, and the last one is for all."""
    judge = [("delivery.judge", is_killed) for is_killed in (True, True, False, False)]
    assert table([*judge, ("errors", True)]).splitlines() == [
        "delivery.judge             2 of     4   50.0%",
        "errors                     1 of     1  100.0%",
        "all                        3 of     5   60.0%",
    ]


DECORATED = '''\
class Broken:
    """It is broken."""

    kind: ClassVar = "broken"

    @sentence
    def message(self) -> str:
        return (
            "it is "
            "broken"
        )

    @override
    def __str__(self) -> str:
        return self.message
'''


def test_undecorated() -> None:
    """A sentence is called below its method, and what else is decorated stays as it is."""
    before, after = DECORATED.splitlines(), undecorated(DECORATED).splitlines()
    assert [line for line in before if line not in after] == ["    @sentence"]
    assert after[9:11] == ["        )", "    message = sentence(message)"]
    assert len(after) == len(before)


@pytest.mark.parametrize(
    ("change", "reason"), listed(SURVIVORS.read_text(), CENTRAL).items(), ids=lambda part: getattr(part, "where", "")
)
def test_the_list_fits_the_code(change: Change, reason: str) -> None:
    """Each survivor has a reason, and the lines that it changes are in the code of today."""
    (module,) = (module for module in CENTRAL if change.where.startswith(f"{module}."))
    source = (ROOT / "src" / "core" / f"{module.replace('.', '/')}.py").read_text().splitlines()
    code = {line.strip() for line in source}
    assert reason
    assert [line for line in change.lines.splitlines() if line.startswith("- ") and line[2:] not in code] == []


def test_the_list_is_of_central_modules() -> None:
    """No survivor is listed where nothing is changed."""
    assert len(listed(SURVIVORS.read_text(), CENTRAL)) == SURVIVORS.read_text().count("[[survivor]]")
