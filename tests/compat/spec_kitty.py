"""Releases of Spec Kitty, each in an environment of its own, and the person who uses one of them beside trackpost."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from tests.support.files import Files
from tests.support.golden import Golden
from tests.support.patience import FOREVER
from tests.support.process import Ended, bare
from tests.support.repository import ROOT

_BUILD = ROOT / "build"
_DRIVER = Path(__file__).with_name("driver.py")


@frozen
class User:
    """A person with one project.

    Attributes:
        home: the home folder, with all that the tools keep there.
        root: the project's folder.
    """

    home: Path
    root: Path

    @property
    def config(self) -> Path:
        """The project's config."""
        return self.root / ".kittify" / "config.yaml"


def user_of(project: Files | Golden) -> User:
    """Return the person to whom the project belongs; ``.spec-kitty`` is in the home folder, as in life."""
    home = project.home.parent
    if project.home.name != ".spec-kitty":
        (home / ".spec-kitty").symlink_to(project.home)
    return User(home, project.root)


@frozen
class Environment:
    """A virtual environment with Spec Kitty in it.

    Attributes:
        folder: of the environment.
        version: of Spec Kitty.
    """

    folder: Path
    version: str

    def run(self, program: str, *arguments: str | Path, user: User, stdin: bytes = b"") -> Ended:
        """Run one of its programs in the user's project, to its end."""
        ended = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            cwd=user.root,
            env=bare({"HOME": user.home, "SPEC_KITTY_ENABLE_SAAS_SYNC": "1"}),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=FOREVER,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr.decode())

    def spec_kitty(self, *arguments: str | Path, user: User) -> bytes:
        """Let Spec Kitty do something, and return what it prints."""
        return _succeeded(self.run("spec-kitty", *arguments, user=user))

    def trackpost(self, *arguments: str | Path, user: User) -> bytes:
        """Let trackpost do something, and return what it prints."""
        return _succeeded(self.run("trackpost", *arguments, user=user))

    def drive(self, command: str, user: User, given: object = None) -> Mapping[str, object]:
        """Call Spec Kitty's own functions (`tests.compat.driver`), and return what they say."""
        ended = self.run("python", _DRIVER, command, user=user, stdin=json.dumps(given).encode())
        return json_object(_succeeded(ended))


def _succeeded(ended: Ended) -> bytes:
    assert ended.exit_code == 0, f"{ended.text}{ended.stderr}"
    return ended.stdout


def json_object(printed: bytes) -> dict[str, object]:
    """Return the one JSON object that a tool has printed."""
    printed_object: object = json.loads(printed)
    assert isinstance(printed_object, dict)
    return printed_object


NEWEST = Environment(_BUILD / "compat" / "3.2.7", "3.2.7")
"""With trackpost beside it."""
PUBLISHERS: Mapping[str, Environment] = {
    "2.1.3": Environment(_BUILD / "bench" / "theirs", "2.1.3"),
    "3.0.0": Environment(_BUILD / "compat" / "3.0.0", "3.0.0"),
}
"""Those that publish by themselves; 3.0.0 is the last one."""
