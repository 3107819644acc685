"""What a package index shows: the README without a repository around it, addresses, and Python versions."""

import re
from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML

from tests.support.distribution import Distribution
from tests.support.repository import ADDRESS, PYPROJECT, README, ROOT, resolved
from trackpost.core import VERSION

_MINOR = "Programming Language :: Python :: 3."
# [text](TARGET) and ![text](TARGET); [name]: TARGET; HTML
_TARGET = re.compile(r"\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:src|href)=[\"']([^\"']+)", re.MULTILINE)


def targets_in(text: str) -> list[str]:
    """Return what the links and images of a Markdown text lead to."""
    return ["".join(found) for found in _TARGET.findall(text)]


def missing(addresses: Iterable[str]) -> list[Path]:
    """Return what those *addresses* that lie in the repository show, and the checkout does not have."""
    shown = [found[0] for address in addresses if (found := resolved(address)) is not None]
    assert shown
    return [path for path in shown if not path.exists()]


def test_every_way_to_link_is_seen() -> None:
    """Links, images, definitions and HTML: none of them can hide a relative target from the next test."""
    text = '[a](A) ![b](B "b") [![c](C)](D) [e](<E>)\n\n[f]: F\n[g]: <G>\n<img src="H"> <a href=\'I\'>i</a>'
    assert targets_in(text) == list("ABCDEFGHI")


def test_links_of_the_readme_work_outside_of_the_repository(distribution: Distribution) -> None:
    """The README of the metadata links as much as ours, to whole addresses; those of this repository exist in it."""
    targets = targets_in(str(distribution.metadata.get_payload()))
    assert len(targets) == len(targets_in(README.read_text()))
    assert [target for target in targets if not target.startswith("https://")] == []
    assert missing(targets) == []


def test_links_of_the_readme_show_this_version(distribution: Distribution) -> None:
    """What the README of a release links is what it was at that release; an image is linked as one."""
    ours = [target for target in targets_in(str(distribution.metadata.get_payload())) if resolved(target) is not None]
    views = {target: "raw" if target.endswith((".svg", ".png")) else "blob" for target in ours}
    assert [target for target, view in views.items() if not target.startswith(f"{ADDRESS}/{view}/v{VERSION}/")] == []


def test_addresses_of_the_project(distribution: Distribution) -> None:
    """Every address that the metadata gives lies in the one repository, and each file behind one exists."""
    addresses = dict(line.split(", ", 1) for line in distribution.metadata.get_all("Project-URL", []))
    assert addresses.keys() == {"Repository", "Changelog", "Documentation", "Issues"}
    assert [address for address in addresses.values() if not f"{address}/".startswith(f"{ADDRESS}/")] == []
    assert missing(addresses.values()) == []


def test_the_same_pythons_everywhere() -> None:
    """The classifiers, CI and ``make matrix`` agree about which Pythons are supported."""
    classifiers = [one.removeprefix(_MINOR) for one in PYPROJECT["project"]["classifiers"] if one.startswith(_MINOR)]
    workflow = YAML(typ="safe", pure=True).load(ROOT / ".github" / "workflows" / "ci.yml")
    tested = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    made = re.search(r"^PYTHONS := (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert made is not None
    assert [f"3.{minor}" for minor in classifiers] == tested == made[1].split()
    assert PYPROJECT["project"]["requires-python"] == f">={tested[0]}"


_FROM_AN_INDEX = re.compile(
    r"""\b(?:(?:pip3?|pipx|tool) (?:install|run)|uvx)\b(?: -\S+)* ['"]?trackpost\b(?!\[\S+\] @)"""
)
"""What would install whatever somebody has put on an index under this name."""


def test_nobody_is_sent_to_an_index() -> None:
    """The name is not ours there, so what installs it names a clone, an address or a file."""
    assert all(
        map(_FROM_AN_INDEX.search, ("pip install 'trackpost[otel]'", "uv tool install trackpost", "uvx trackpost"))
    )
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.*"), *(ROOT / "src").rglob("*.py"), ROOT / "pyproject.toml"]
    found = {path.relative_to(ROOT) for path in texts if _FROM_AN_INDEX.search(path.read_text(errors="replace"))}
    assert found == set()
