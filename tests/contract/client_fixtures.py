"""Generate the fixtures for builders of clients: spellings, tokens, targets, answers, and times to wait.

They are committed in ``contracts/fixtures/client/``; ``python -m tests.contract.client_fixtures`` writes them again.
Each is plain JSON, for any language: contracts/tracker-snapshot-publish.md, "Fixtures".
"""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.contract.body_fixtures import Json
from tests.contract.snapshot_fixtures import FOLDER as SNAPSHOTS

FOLDER = SNAPSHOTS.parent / "client"

PROVIDERS: Mapping[str, str] = {
    "jira": "jira",
    "Jira": "jira",
    " LINEAR\t": "linear",
    "\u00a0linear\u3000": "linear",
    "azure-devops": "azure_devops",
    "Azure": "azure_devops",
    "azure_devops": "azure_devops",
    "GitHub": "github",
    "gitlab": "gitlab",
    "Beads": "beads",
    "FP": "fp",
    "My-Tracker": "my-tracker",
    "my tracker": "my tracker",
}

_BOTH = {"access_token": "from-login", "token": "from-file"}
TOKENS: Mapping[str, tuple[str | None, str, Mapping[str, str], str | None]] = {
    "the caller's comes first": ("given", "jira", _BOTH, "given"),
    "a blank one does not count": (" ", "jira", _BOTH, "from-login"),
    "the access token": (None, "jira", _BOTH, "from-login"),
    "the access token of any provider": (None, "my-tracker", _BOTH, "from-login"),
    "the token of jira": (None, "jira", {"token": "from-file"}, "from-file"),
    "the token of linear": (None, "linear", {"token": "from-file"}, "from-file"),
    "the token of azure_devops": (None, "azure_devops", {"token": "from-file"}, "from-file"),
    "the token of beads": (None, "beads", {"token": "from-file"}, "from-file"),
    "the token of fp": (None, "fp", {"token": "from-file"}, "from-file"),
    "the token of github": (None, "github", {"token": "from-file"}, None),
    "the token of gitlab": (None, "gitlab", {"token": "from-file"}, None),
    "the token of any other": (None, "my-tracker", {"token": "from-file"}, None),
    "a blank access token": (None, "jira", {"access_token": "\t", "token": "from-file"}, "from-file"),
    "outer spaces and tabs": (" given\t", "jira", {}, "given"),
    "none": (None, "jira", {}, None),
}
UNUSABLE_TOKENS: Mapping[str, str] = {
    "a blank inside": "gi ven",
    "a line break": "given\n",
    "a letter outside US-ASCII": "gïven",
    "a control character": "given\x00",
}

_ONE: Json = {
    "server_url": "https://kitty.example",
    "provider": "jira",
    "workspace": "acme.example",
    "project_uuid": "550e8400-e29b-41d4-a716-446655440000",
    "project_slug": "shop",
    "folder": "shop",
}
SAME_TARGET: Mapping[str, Json] = {
    "capitals": {"server_url": "HTTPS://Kitty.Example"},
    "a slash at the end": {"server_url": "https://kitty.example/"},
    "a dot at the end of the host": {"server_url": "https://kitty.example."},
    "the default port": {"server_url": "https://kitty.example:443"},
    "another slug": {"project_slug": "renamed"},
    "another folder": {"folder": "elsewhere"},
}
OTHER_TARGET: Mapping[str, Json] = {
    "another host": {"server_url": "https://other.example"},
    "another port": {"server_url": "https://kitty.example:8443"},
    "a path": {"server_url": "https://kitty.example/team"},
    "another provider": {"provider": "linear"},
    "another workspace": {"workspace": "other.example"},
    "another UUID": {"project_uuid": "7d444840-9dc0-41d1-b245-5ffdce74fad2"},
    "no UUID": {"project_uuid": None},
    "neither UUID nor slug": {"project_uuid": None, "project_slug": None, "folder": "elsewhere"},
}

_ACCEPTED = '{"resolved_by": "resource", "mapping": "acme-board", "issues": 6, "mappings": 3}'
_HTML = "<html>Bad gateway</html>"
_REPLAYED: Json = {"Idempotent-Replayed": "true"}


def _refused(code: str) -> str:
    return json.dumps({"error": code, "message": "No."})


ANSWERS: Mapping[str, tuple[int, Json, str, str]] = {
    "a mapping": (200, {}, _ACCEPTED, "accepted"),
    "no mapping": (202, {}, '{"resolved_by": null, "mapping": null, "issues": 6, "mappings": 3}', "accepted"),
    "a success without a body": (204, {}, "", "accepted"),
    "a success with members of a later version": (200, {}, '{"later": true}', "accepted"),
    "a kept answer": (200, _REPLAYED, _ACCEPTED, "replayed"),
    "a success of another server": (200, {}, _HTML, "not_spec_kitty"),
    "no token": (401, {}, _refused("unauthorized"), "not_allowed"),
    "a token without permission": (403, {}, _refused("forbidden"), "not_allowed"),
    "a redirect": (307, {"Location": "https://other.example/"}, "", "elsewhere"),
    **{
        f"{status}, from the server": (status, {}, _refused(code), "not_applied")
        for status, code in ((408, "request_timeout"), (425, "too_early"), (429, "rate_limited"), (503, "unavailable"))
    },
    **{f"{status}, from a proxy": (status, {}, _HTML, "unknown") for status in (408, 425, 429, 503)},
    "a request in progress": (409, {}, _refused("request_in_progress"), "unknown"),
    "a later snapshot": (409, {}, _refused("superseded"), "superseded"),
    "another conflict": (409, {}, _refused("conflict"), "refused"),
    **{f"{status}": (status, {}, _HTML, "unknown") for status in (500, 502, 504, 499, 520, 524, 527, 598)},
    **{
        f"{status}": (status, {}, _refused(code), "refused")
        for status, code in (
            (400, "invalid_snapshot"), (404, "not_found"), (405, "method_not_allowed"), (413, "body_too_large"),
            (415, "unsupported_media_type"), (421, "misdirected_request"), (422, "idempotency_key_reused"),
        )
    },
    **{f"{status}, for good": (status, {}, _HTML, "refused") for status in (410, 451, 501, 505, 510, 511)},
}  # fmt: skip

_SENT = "Sun, 01 Mar 2026 12:00:00 GMT"
WAITS: Mapping[str, tuple[str, str | None, float | None]] = {
    "seconds": ("120", _SENT, 120.0),
    "no time at all": ("0", None, 0.0),
    "a date": ("Sun, 01 Mar 2026 12:00:30 GMT", _SENT, 30.0),
    "a date in the older form": ("Sunday, 01-Mar-26 12:00:30 GMT", _SENT, 30.0),
    "a date in the form of C": ("Sun Mar  1 12:00:30 2026", _SENT, 30.0),
    "a date that is past": ("Sun, 01 Mar 2026 11:00:00 GMT", _SENT, 0.0),
    "words": ("soon", _SENT, None),
    "a fraction": ("1.5", _SENT, None),
    "below zero": ("-5", _SENT, None),
}


def _tokens() -> list[Json]:
    usable: list[Json] = [
        {"name": name, "given": given, "provider": provider, "credentials": credentials, "token": token, "error": False}
        for name, (given, provider, credentials, token) in TOKENS.items()
    ]
    unusable: list[Json] = [
        {"name": name, "given": given, "provider": "jira", "credentials": {}, "token": None, "error": True}
        for name, given in UNUSABLE_TOKENS.items()
    ]
    return [*usable, *unusable]


def _targets() -> list[Json]:
    return [
        {"name": name, "first": _ONE, "second": _ONE | change, "same": is_same}
        for is_same, changes in ((True, SAME_TARGET), (False, OTHER_TARGET))
        for name, change in changes.items()
    ]


def files() -> Mapping[str, bytes]:
    """Return the content of all files, by name."""
    contents: Mapping[str, list[Json]] = {
        "providers.json": [{"typed": typed, "canonical": canonical} for typed, canonical in PROVIDERS.items()],
        "tokens.json": _tokens(),
        "targets.json": _targets(),
        "answers.json": [
            {"name": name, "status": status, "headers": headers, "body": body, "means": means}
            for name, (status, headers, body, means) in ANSWERS.items()
        ],
        "waits.json": [
            {"name": name, "retry_after": retry_after, "date": date, "seconds": seconds}
            for name, (retry_after, date, seconds) in WAITS.items()
        ],
    }
    return {name: f"{json.dumps(content, indent=2)}\n".encode() for name, content in contents.items()}


def write(folder: Path) -> None:
    """Write all files to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(FOLDER)
