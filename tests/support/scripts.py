"""Commands of trackers, as real scripts that write down how they are called."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from attrs import frozen

from tests.shell.tracker import Project
from tests.support.files import write
from tests.support.jira_server import bound_project

WORKSPACE = "acme"

_SCRIPT = """\
#!{python} -IS
import json, os, subprocess, sys, time

listing = {listing!r}
call = dict(
    arguments=sys.argv[1:],
    folder=os.getcwd(),
    environ=dict(os.environ),
    stdin=sys.stdin.read(),
    leads_session=os.getsid(0) == os.getpid(),
)
with open({calls!r}, "a") as calls:
    print(json.dumps(call), file=calls)
{body}
"""

# What the real ones do: without options, closed issues are left out and the list is cut.
_BD = """
import argparse
options = argparse.ArgumentParser(allow_abbrev=False)
options.add_argument("verb", choices=["list"])
options.add_argument("--json", action="store_true", required=True)
options.add_argument("--all", action="store_true")
options.add_argument("--limit", "-n", type=int, default=50)
given = options.parse_args()
beads = [bead for bead in json.load(open(listing)) if given.all or bead.get("status") != "closed"]
print(json.dumps(beads[: given.limit or None], indent=2))
"""
_FP = """
import argparse
options = argparse.ArgumentParser(allow_abbrev=False)
options.add_argument("noun", choices=["issue"])
options.add_argument("verb", choices=["list"])
options.add_argument("--limit", type=int, default=50)
given = options.parse_args()
sys.stdout.writelines(open(listing).readlines()[: given.limit])
"""


@frozen
class Call:
    """How a script was called."""

    arguments: list[str]
    folder: str
    environ: Mapping[str, str]
    stdin: str
    leads_session: bool


@frozen
class Script:
    """A program in a folder of its own.

    Attributes:
        path: of the program.
        listing: what a tracker's own program lists.
    """

    path: Path
    listing: Path

    @property
    def calls(self) -> list[Call]:
        """All calls so far."""
        record = self.path.with_name("calls")
        return [Call(**json.loads(line)) for line in record.read_text().splitlines()] if record.exists() else []

    @property
    def call(self) -> Call:
        """The only call."""
        (only,) = self.calls
        return only

    def lists(self, listing: str | bytes) -> None:
        """Change what it lists."""
        write(self.listing, listing)

    def project(self, folder: Path, provider: str, **credentials: str) -> Project:
        """Return a new project that reads the tracker by this program."""
        return Project(bound_project(folder, provider, WORKSPACE, {"command": str(self.path), **credentials}))


def script(folder: Path, body: str, name: str = "tool") -> Script:
    """Write a program in Python."""
    made = Script(folder / "bin" / name, folder / "bin" / "listing")
    calls = made.path.with_name("calls")
    text = _SCRIPT.format(python=sys.executable, calls=str(calls), listing=str(made.listing), body=dedent(body))
    write(made.path, text).chmod(0o755)
    return made


def bd(folder: Path, listing: str | bytes) -> Script:
    """Write a program that answers as beads do."""
    made = script(folder, _BD, "bd")
    made.lists(listing)
    return made


def fp(folder: Path, listing: str | bytes) -> Script:
    """Write a program that answers as fp does."""
    made = script(folder, _FP, "fp")
    made.lists(listing)
    return made


def beads(count: int, **members: object) -> str:
    """Return so many beads, of which every tenth is closed."""
    listed = (
        {"id": f"bd-{n}", "title": f"Bead {n}", "status": "open" if n % 10 else "closed", **members}
        for n in range(1, count + 1)
    )
    return json.dumps(list(listed))


def lines(count: int) -> str:
    """Return so many lines of fp, of which every tenth is done."""
    return "".join(f"FP-{n} [{'todo' if n % 10 else 'done'}] Task {n}\n" for n in range(1, count + 1))
