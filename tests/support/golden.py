"""The four golden projects: real files, and what the replaced tool put on the wire for them."""

import json
import shutil
from pathlib import Path

from attrs import frozen

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = ("beads", "jira", "jira-no-key", "linear")


@frozen
class Wire:
    """What must be on the wire."""

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
        """The folder that stands for ``~/.spec-kitty``."""
        return self.folder / "home" / ".spec-kitty"

    @property
    def env(self) -> dict[str, str]:
        """The environment of a person who has this home."""
        return {"SPEC_KITTY_HOME": str(self.home)}

    @property
    def wire(self) -> Wire:
        """What must be on the wire."""
        return Wire(**json.loads((self.folder / "expected.json").read_bytes()))


def copy_of(name: str, folder: Path) -> Golden:
    """Copy one golden project into *folder*."""
    golden = Golden(Path(shutil.copytree(GOLDEN / name, folder / name)))
    keep_private(golden.home)
    return golden


def keep_private(home: Path) -> None:
    """Give the credentials the mode that they have in life, and that git does not keep."""
    (home / "credentials").chmod(0o600)
