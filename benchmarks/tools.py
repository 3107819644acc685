"""The two tools, installed by the Makefile, and how each is told to do the same thing."""

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from .caches import Project

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
CACHES = BUILD / "caches"

_LONG = "120"
_LONGER = "600"


@frozen
class Tool:
    """One tool in an environment of its own.

    Attributes:
        name: as people write it.
        environment: the folder of the environment.
        command: the name of its program.
        publish: the words that make it publish.
        libraries: the distributions whose versions matter to what is measured.
    """

    name: str
    environment: Path
    command: str
    publish: tuple[str, ...]
    libraries: tuple[str, ...]

    @property
    def program(self) -> str:
        """The path of its program."""
        return str(self.environment / "bin" / self.command)

    @property
    def python(self) -> str:
        """The path of the Python that has it."""
        return str(self.environment / "bin" / "python")

    def publishing(self, project: Project, url: str) -> tuple[str, ...]:
        """Return the command that publishes *project*, to be run in its folder."""
        root = ("--root", str(project.root)) if self is OURS else ()
        return self.program, *self.publish, *root, "--server-url", url


OURS = Tool(
    name="trackpost",
    environment=BUILD / "ours",
    command="trackpost",
    publish=("publish", "--timeout-seconds", _LONG, "--deadline-seconds", _LONGER),
    libraries=("trackpost", "attrs", "httpx", "msgspec", "returns", "ruamel.yaml", "tomlkit", "click"),
)
THEIRS = Tool(
    name="spec-kitty-cli 2.1.3",
    environment=BUILD / "theirs",
    command="spec-kitty",
    publish=("tracker", "sync", "publish", "--timeout-seconds", _LONG),
    libraries=("spec-kitty-cli", "spec-kitty-tracker", "httpx", "pydantic", "rich", "ruamel.yaml", "click"),
)


def environ_of(project: Project) -> Mapping[str, str]:
    """Return the environment of the person who has *project*; both tools find the same in it."""
    return {
        "HOME": str(project.user),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "SAAS_AUTH_TOKEN": "a-token-for-loopback",
        "SPEC_KITTY_ENABLE_SAAS_SYNC": "1",
    }
