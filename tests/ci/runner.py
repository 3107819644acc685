"""A runner: a checkout, an empty home, and the folders and files that a CI service provides."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen
from ruamel.yaml import YAML

from tests.docs.markdown import ROOT, blocks_of
from tests.support.jira_server import jira_server, stories
from tests.support.patience import FOREVER
from tests.support.reference_server import reference_server

HOW_TO = ROOT / "docs" / "how-to" / "publish-from-ci.md"
BASH = str(shutil.which("bash"))
TOKEN = "t0ken-of-the-job"
_SITE, _KITTY = "https://acme.atlassian.net", "https://kitty.example"
_EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")


@frozen
class Step:
    """A script that has ended."""

    status: int
    log: str


@frozen
class Runner:
    """A fresh runner, with a tracker and a server on loopback.

    Attributes:
        folder: its own.
        site: the URL of the tracker.
        server: the URL of the server.
    """

    folder: Path
    site: str
    server: str

    @property
    def checkout(self) -> Path:
        """The folder of the project."""
        return self.folder / "checkout"

    def local(self, text: str) -> str:
        """Return a text of the documents with the addresses of this machine."""
        return text.replace(_SITE, self.site).replace(_KITTY, self.server)

    def runs(self, script: str, environ: Mapping[str, str]) -> Step:
        """Run a script as GitHub and GitLab do: by bash, and to its first command that fails."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        ended = subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env={"HOME": str(home), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=FOREVER,
        )
        return Step(ended.returncode, ended.stdout)


@contextmanager
def fresh_runner(folder: Path) -> Iterator[Runner]:
    """Make a runner, whose project is not bound, and whose tracker has three issues."""
    (folder / "checkout" / ".kittify").mkdir(parents=True)
    with jira_server(ACME=stories(3)) as site, reference_server(token=TOKEN) as server:
        yield Runner(folder, site.url, server)


def loaded(text: str) -> Mapping[str, object]:
    """Return a YAML document, which must be a mapping."""
    document: object = YAML(typ="safe", pure=True).load(text)
    return mapping(document)


def mapping(value: object) -> Mapping[str, object]:
    """Return a value that must be a mapping with names."""
    assert isinstance(value, dict)
    return {str(name): one for name, one in value.items()}


def steps(value: object) -> list[Mapping[str, object]]:
    """Return a value that must be a list of mappings."""
    assert isinstance(value, list)
    return [mapping(one) for one in value]


def documented(number: int) -> Mapping[str, object]:
    """Return a workflow of the how-to: the first is for GitHub, the second for GitLab."""
    return loaded([block.text for block in blocks_of(HOW_TO.read_text()) if block.language == "yml"][number])


def evaluated(text: object, values: Mapping[str, str]) -> str:
    """Return a text with the values of its expressions."""
    return _EXPRESSION.sub(lambda found: values[found[1]], str(text))
