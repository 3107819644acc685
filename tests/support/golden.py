"""The four golden projects: real files, and what the old tool put on the wire for them."""

import json
import shutil
from pathlib import Path

from attrs import frozen

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = ("beads", "jira", "jira-no-key", "linear")


@frozen
class Wire:
    """The request that must be on the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, object]


@frozen
class Golden:
    """A copy of one golden project."""

    folder: Path

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    @property
    def home(self) -> Path:
        """The folder in place of ``~/.spec-kitty``."""
        return self.folder / "home" / ".spec-kitty"

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of a user with this home."""
        return {"SPEC_KITTY_HOME": str(self.home)}

    @property
    def wire(self) -> Wire:
        """The request that must be on the wire."""
        return Wire(**json.loads((self.folder / "expected.json").read_bytes()))


def copy_of(name: str, folder: Path) -> Golden:
    """Copy one golden project into *folder*."""
    golden = Golden(Path(shutil.copytree(GOLDEN / name, folder / name)))
    keep_private(golden.home)
    return golden


def keep_private(home: Path) -> None:
    """Make the credentials private; git does not store the mode of a file."""
    (home / "credentials").chmod(0o600)
