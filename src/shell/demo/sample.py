"""A small project in real files. docs/reference/files.md describes them."""

import json
from collections.abc import Mapping
from pathlib import Path

import msgspec
from attrs import frozen
from returns.result import Result, Success

from ...core.issues.cache_faults import CacheFault
from ...core.issues.filing import cache_scope
from ...core.issues.model import Issue, IssueRef, WorkPackageLink
from ..cache.writer import CacheWriter, write_cache

WORKSPACE = "acme.atlassian.net"
_BASE_URL = f"https://{WORKSPACE}"
_NOON = "2026-03-01T12:00:00+00:00"

_CONFIG = f"""\
project:
  uuid: 550e8400-e29b-41d4-a716-446655440000
  slug: sample
tracker:
  provider: jira
  workspace: {WORKSPACE}
  doctrine:
    mode: external_authoritative
    field_owners: {{}}
"""


_ACCOUNT = {"base_url": _BASE_URL, "email": "dev@acme.example", "api_token": "the-tracker-s-own-secret"}


@frozen
class Sample:
    """A project bound to Jira, and the home folder of its user, both in *folder*."""

    folder: Path

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    @property
    def home(self) -> Path:
        """The folder that stands for ``~/.spec-kitty``."""
        return self.folder / "home"

    def bind(self, project_key: str | None) -> None:
        """Write the config and the credentials; None leaves the routing key out."""
        config = self.root / ".kittify" / "config.yaml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(_CONFIG, encoding="utf-8")
        self.home.mkdir(exist_ok=True)
        credentials = _ACCOUNT if project_key is None else {**_ACCOUNT, "project_key": project_key}
        lines = [f"{name} = {json.dumps(text)}" for name, text in credentials.items()]
        credentials_file = self.home / "credentials"
        credentials_file.touch(mode=0o600)
        credentials_file.write_text("\n".join(["[tracker.providers.jira]", *lines, ""]), encoding="utf-8")

    def fill(self, project_key: str, titles: Mapping[int, str]) -> None:
        """Fill the cache with these issues and no others, and link the first one to ``WP01``."""
        scope = cache_scope("jira", WORKSPACE, _ACCOUNT).unwrap()

        def write(writer: CacheWriter) -> Result[None, CacheFault]:
            writer.drop_issues("jira", lambda _ref: False)
            for number, title in titles.items():
                issue = _issue(project_key, number, title)
                writer.put_issue(issue.ref, msgspec.json.encode(issue).decode(), _NOON)
            writer.put_mapping(_link(project_key, min(titles)))
            return Success(None)

        write_cache(self.home / "trackers" / f"{scope}.db", 5.0, write).unwrap()


def _issue(project_key: str, number: int, title: str) -> Issue:
    return Issue(
        ref=IssueRef(
            system="jira",
            workspace=WORKSPACE,
            id=str(number),
            key=f"{project_key}-{number}",
            url=_url(project_key, number),
        ),
        title=title,
        body=None,
        status="in_progress",
        issue_type="task",
        priority=2,
        assignees=(),
        labels=("sample",),
        updated_at=_NOON,
    )


def _link(project_key: str, number: int) -> WorkPackageLink:
    return WorkPackageLink(
        wp_id="WP01",
        system="jira",
        workspace=WORKSPACE,
        external_id=str(number),
        external_key=f"{project_key}-{number}",
        external_url=_url(project_key, number),
        created_at=_NOON,
        updated_at=_NOON,
    )


def _url(project_key: str, number: int) -> str:
    return f"{_BASE_URL}/browse/{project_key}-{number}"
