"""Calls the functions of Spec Kitty 3.2.7 that read and write the files which trackpost shares with it.

The Python of Spec Kitty's environment runs this file in the folder of a project: ``driver.py COMMAND``, with a JSON
value on standard input, and a JSON object on standard output.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from specify_cli.tracker.config import (
    TrackerProjectConfig,
    clear_tracker_config,
    load_tracker_config,
    save_tracker_config,
)
from specify_cli.tracker.credentials import TrackerCredentialStore
from specify_cli.tracker.store import TrackerSqliteStore, default_tracker_db_path

_ROOT = Path.cwd()


def _load(_given: object) -> Mapping[str, object]:
    """Return the tracker section as it would be written."""
    section: Mapping[str, object] = load_tracker_config(_ROOT).to_dict()
    return section


def _save(given: object) -> Mapping[str, object]:
    """Write the tracker section, in place of the one that is there."""
    save_tracker_config(_ROOT, TrackerProjectConfig.from_dict(given))
    return _load(None)


def _save_again(_given: object) -> Mapping[str, object]:
    """Write what was read."""
    save_tracker_config(_ROOT, load_tracker_config(_ROOT))
    return _load(None)


def _clear(_given: object) -> Mapping[str, object]:
    """Remove the tracker section, as an unbind does."""
    clear_tracker_config(_ROOT)
    return _load(None)


def _read(_given: object) -> Mapping[str, object]:
    """Return what is in the project's cache."""
    store, key = _store(), _checkpoint_key()
    return {
        "cache": str(store.db_path),
        "issues": [asdict(issue) for issue in asyncio.run(store.list_issues())],
        "mappings": store.list_mappings(),
        "checkpoint": asdict(store.get_checkpoint(key)),
    }


def _fill(given: object) -> Mapping[str, object]:
    """Write what is in the cache with the path *given* into the project's cache, which may be the same one."""
    source, store, key = TrackerSqliteStore(Path(str(given))), _store(), _checkpoint_key()
    for issue in asyncio.run(source.list_issues()):
        asyncio.run(store.upsert_issue(issue))
    for link in source.list_mappings():
        parts = {name.removeprefix("external_"): text for name, text in link.items()}
        store.upsert_mapping(wp_id=link["wp_id"], ref=parts)
    store.set_checkpoint(source.get_checkpoint(key), key)
    return _read(None)


def _store() -> TrackerSqliteStore:
    config = load_tracker_config(_ROOT)
    credentials = TrackerCredentialStore().get_provider(config.provider)
    path = default_tracker_db_path(
        provider=config.provider,
        workspace=config.workspace,
        server_url=credentials.get("server_url") or credentials.get("base_url"),
        username=credentials.get("username") or credentials.get("email"),
        team_slug=credentials.get("team_slug"),
    )
    return TrackerSqliteStore(path)


def _checkpoint_key() -> str:
    config = load_tracker_config(_ROOT)
    return f"{config.provider}:{config.workspace}"


_COMMANDS: Mapping[str, Callable[[object], Mapping[str, object]]] = {
    "load": _load,
    "save": _save,
    "save again": _save_again,
    "clear": _clear,
    "read": _read,
    "fill": _fill,
}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    json.dump(_COMMANDS[sys.argv[1]](json.load(sys.stdin)), sys.stdout, default=_plain)
