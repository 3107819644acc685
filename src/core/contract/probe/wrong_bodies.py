"""Promises about bodies that are no snapshot: each is refused with the path of its first fault."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from ...parsing.json_path import member_path
from .checks import Ask, refused, script
from .promise import Plan, Promise, Setting
from .samples import ABSENT, Steps, changed, encoded, post, snapshot

_MEMBERS: Mapping[str, tuple[Steps, object]] = {
    "provider-missing": (("provider",), ABSENT),
    "provider-number": (("provider",), 5),
    "provider-blank": (("provider",), " "),
    "workspace-missing": (("workspace",), ABSENT),
    "workspace-null": (("workspace",), None),
    "workspace-empty": (("workspace",), ""),
    "workspace-wide-blanks": (("workspace",), "\u3000\u00a0"),
    "resource-type-blank": (("external_resource_type",), " "),
    "resource-id-number": (("external_resource_id",), 5),
    "mode-missing": (("doctrine_mode",), ABSENT),
    "mode-unknown": (("doctrine_mode",), "mine"),
    "owners-missing": (("doctrine_field_owners",), ABSENT),
    "owners-array": (("doctrine_field_owners",), []),
    "owner-number": (("doctrine_field_owners", "status"), 5),
    "owner-with-quote": (("doctrine_field_owners", "it's a name"), 5),
    "uuid-number": (("project_uuid",), 5),
    "slug-number": (("project_slug",), 5),
    "issues-missing": (("issues",), ABSENT),
    "issues-object": (("issues",), {}),
    "issue-number": (("issues", 0), 5),
    "ref-missing": (("issues", 0, "ref"), ABSENT),
    "ref-id-missing": (("issues", 0, "ref", "id"), ABSENT),
    "ref-id-number": (("issues", 0, "ref", "id"), 5),
    "ref-key-number": (("issues", 0, "ref", "key"), 5),
    "title-missing": (("issues", 0, "title"), ABSENT),
    "title-null": (("issues", 0, "title"), None),
    "second-title-number": (("issues", 1, "title"), 5),
    "text-number": (("issues", 0, "body"), 5),
    "status-unknown": (("issues", 0, "status"), "open"),
    "type-unknown": (("issues", 0, "issue_type"), "feature"),
    "priority-missing": (("issues", 0, "priority"), ABSENT),
    "priority-text": (("issues", 0, "priority"), "1"),
    "priority-five": (("issues", 0, "priority"), 5),
    "priority-negative": (("issues", 0, "priority"), -1),
    "priority-fraction": (("issues", 0, "priority"), 1.5),
    "priority-boolean": (("issues", 0, "priority"), True),
    "assignees-text": (("issues", 0, "assignees"), "nobody"),
    "assignee-number": (("issues", 0, "assignees", 0), 5),
    "label-null": (("issues", 0, "labels", 0), None),
    "updated-at-day": (("issues", 0, "updated_at"), "2026-03-01"),
    "updated-at-no-such-day": (("issues", 0, "updated_at"), "2026-02-30T12:00:00Z"),
    "updated-at-hour-24": (("issues", 0, "updated_at"), "2026-03-01T24:00:00Z"),
    "updated-at-second-60": (("issues", 0, "updated_at"), "2026-03-01T23:59:60Z"),
    "updated-at-small-letter": (("issues", 0, "updated_at"), "2026-03-01t12:00:00Z"),
    "updated-at-line-break": (("issues", 0, "updated_at"), "2026-03-01T12:00:00Z\n"),
    "updated-at-words": (("issues", 0, "updated_at"), "yesterday"),
    "mappings-missing": (("mappings",), ABSENT),
    "mapping-text": (("mappings", 0), "WP01"),
    "mapping-id-missing": (("mappings", 0, "wp_id"), ABSENT),
    "mapping-id-null": (("mappings", 0, "external_id"), None),
    "mapping-key-number": (("mappings", 0, "external_key"), 5),
    "mapping-time-missing": (("mappings", 0, "created_at"), ABSENT),
    "checkpoint-missing": (("checkpoint",), ABSENT),
    "checkpoint-null": (("checkpoint",), None),
    "cursor-missing": (("checkpoint", "cursor"), ABSENT),
    "cursor-number": (("checkpoint", "cursor"), 5),
    "updated-since-words": (("checkpoint", "updated_since"), "yesterday"),
}
"""The member that is wrong, and what stands in its place. The promised path is the way to it."""

_ID = "$.external_resource_id"
_DEEPEST, _DEEP = 100, 1_000
"""Lists inside of each other, as a member of the snapshot: one level too many, and far too many."""

_LONGEST_SHOWN = 60
_Text: TypeAlias = Callable[[Setting], bytes]


def _with(**changes: object) -> _Text:
    return lambda setting: encoded(snapshot(setting, **changes))


def _replaced(old: bytes, new: bytes, **changes: object) -> _Text:
    """Return a sound snapshot in which some bytes are others."""
    return lambda setting: encoded(snapshot(setting, **changes)).replace(old, new, 1)


def _is(text: bytes) -> _Text:
    return lambda _setting: text


def _nested(levels: int) -> _Text:
    return _replaced(b'"deep"', b"[" * levels + b"]" * levels, probe="deep")


_TITLE = b'"title":"Made-up issue 1"'

_TEXTS: Mapping[str, tuple[_Text, str | None]] = {
    "empty": (_is(b""), "$"),
    "no-json": (_is(b"{"), "$"),
    "array": (_is(b"[]"), "$"),
    "text-after-it": (lambda setting: encoded(snapshot(setting)) + b"{}", "$"),
    "no-utf-8": (_replaced(b"Made-up", b"Made\xff"), "$"),
    "byte-order-mark": (lambda setting: b"\xef\xbb\xbf" + encoded(snapshot(setting)), "$"),
    "not-a-number": (_replaced(b'"priority":2', b'"priority":NaN'), "$"),
    "number-too-large": (_replaced(b"1.5", b"1e400", probe=1.5), "$"),
    "member-twice": (_replaced(b'"provider":', b'"provider":"jira","provider":'), "$.provider"),
    "member-twice-inside": (_replaced(b'"id":', b'"id":"1","id":'), "$.issues[0].ref.id"),
    "member-twice-in-unknown": (_replaced(b"{}", b'{"a":1,"a":1}', probe={}), "$.probe.a"),
    "lone-surrogate": (_replaced(_TITLE, rb'"title":"\ud800"'), "$.issues[0].title"),
    "surrogate-in-name": (_replaced(b'"a"', rb'"\ud800"', probe={"a": 1}), "$.probe"),
    "too-deep": (_nested(_DEEPEST), "$.probe" + "[0]" * (_DEEPEST - 1)),
    "deep": (_nested(_DEEP), None),
    "root-first": (_replaced(b'"x"', b'{"a":1,"a":1e400}', probe="x"), "$"),
    "string-first": (_replaced(b'"x"', rb'{"a":"\ud800","b":1,"b":1}', probe="x"), "$.probe.a"),
    "twice-first": (_replaced(b'"x"', rb'{"b":1,"b":1,"a":"\ud800"}', probe="x"), "$.probe.b"),
    "two-faults": (_with(project_slug=5, workspace=5), "$.workspace"),
    "form-first": (_replaced(_TITLE, b'"title":"x","title":"y"', provider=5), "$.issues[0].title"),
    "route-last": (_with(external_resource_id=None, project_slug=5), "$.project_slug"),
    "half-route-id": (_with(external_resource_id=None), _ID),
    "half-route-type": (_with(external_resource_type=None), _ID),
    "half-route-absent": (_with(external_resource_type=ABSENT), _ID),
}
"""Bodies that differ by more than a member, and the promised path; None if the contract promises none."""


def _path(steps: Steps) -> str:
    path = "$"
    for step in steps:
        path = member_path(path, step) if isinstance(step, str) else f"{path}[{step}]"
    return path


def _wrong_member(steps: Steps, new: object) -> _Text:
    return lambda setting: encoded(changed(snapshot(setting), steps, new))


def _refuses(text: _Text, path: str | None) -> Callable[[Setting], Plan]:
    return lambda setting: script(Ask(post(setting, text(setting)), refused(400, "invalid_snapshot", path)))


def _with_path(path: str | None) -> str:
    return "" if path is None or len(path) > _LONGEST_SHOWN else f" with the path {path}"


def _promises() -> Iterator[Promise]:
    members = {name: (_wrong_member(*row), _path(row[0])) for name, row in _MEMBERS.items()}
    for name, (text, path) in ({**_TEXTS, **members}).items():
        yield Promise(
            name=f"refuses.{name}",
            section="Answers",
            says=f"answers 400 invalid_snapshot{_with_path(path)}",
            planner=_refuses(text, path),
        )


PROMISES = tuple(_promises())
