"""The server of the how-to page, which shares no code with ours, finds the same first fault in every body."""

import json

import pytest

from tests.contract.server_fixtures import FOLDER
from tests.docs.markdown import ROOT, blocks_of

DOCUMENT = (ROOT / "docs" / "how-to" / "build-a-server.md").read_text()
BODIES = {one["name"]: one for one in json.loads((FOLDER / "bodies.json").read_bytes())}


@pytest.fixture(scope="module")
def built() -> dict[str, object]:
    """Return what the page defines, without the lines that start the server."""
    *parts, _start = [block.text for block in blocks_of(DOCUMENT) if block.language == "python"]
    names: dict[str, object] = {"__name__": "built"}
    exec(compile("\n".join(parts), "build-a-server.md", "exec"), names)  # noqa: S102 - our own page
    return names


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body(body: dict[str, str | None], built: dict[str, object]) -> None:
    """It accepts the body, or refuses it with the path of the fixture."""
    assert _path_of(str(body["body"]).encode(), built) == body["path"]


def _path_of(content: bytes, built: dict[str, object]) -> object:
    snapshot_in, refused = built["snapshot_in"], built["Refused"]
    assert callable(snapshot_in)
    assert isinstance(refused, type)
    assert issubclass(refused, Exception)
    try:
        snapshot_in(content)
    except refused as error:
        return vars(error)["body"]["path"]
    return None
