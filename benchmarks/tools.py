"""The two tools, which the Makefile installs, and the commands that make each do the same."""

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from .caches import Project

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "bench"
CACHES = BUILD / "caches"

_TIMEOUT = "120"
_DEADLINE = "600"


@frozen
class Tool:
    """A tool in its own virtual environment.

    Attributes:
        name: the name for people.
        environment: the folder of the environment.
        command: the name of its program.
        publish: the arguments that make it publish.
        pull: the arguments that make it pull.
        libraries: the distributions whose versions affect the results.
    """

    name: str
    environment: Path
    command: str
    publish: tuple[str, ...]
    pull: tuple[str, ...]
    libraries: tuple[str, ...]

    @property
    def program(self) -> str:
        """The path of the program."""
        return str(self.environment / "bin" / self.command)

    @property
    def python(self) -> str:
        """The path of the environment's Python."""
        return str(self.environment / "bin" / "python")

    def publishing(self, project: Project, url: str) -> tuple[str, ...]:
        """Return the command that publishes *project* to *url*, for running in the project's folder."""
        root = ("--root", str(project.root)) if self is OURS else ()
        return self.program, *self.publish, *root, "--server-url", url


OURS = Tool(
    name="trackpost",
    environment=BUILD / "ours",
    command="trackpost",
    publish=("publish", "--timeout-seconds", _TIMEOUT, "--deadline-seconds", _DEADLINE),
    pull=("pull", "--json"),
    libraries=("trackpost", "attrs", "httpx", "msgspec", "returns", "ruamel.yaml", "tomlkit", "click"),
)
THEIRS = Tool(
    name="spec-kitty-cli 2.1.3",
    environment=BUILD / "theirs",
    command="spec-kitty",
    publish=("tracker", "sync", "publish", "--timeout-seconds", _TIMEOUT),
    pull=("tracker", "sync", "pull", "--json"),
    libraries=("spec-kitty-cli", "spec-kitty-tracker", "httpx", "pydantic", "rich", "ruamel.yaml", "click"),
)


def environ_of(project: Project) -> Mapping[str, str]:
    """Return the environment variables of the user of *project*, the same for both tools."""
    return {
        "HOME": str(project.user),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "SAAS_AUTH_TOKEN": "a-token-for-loopback",
        "SPEC_KITTY_ENABLE_SAAS_SYNC": "1",
    }
