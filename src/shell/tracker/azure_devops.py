"""Reads Azure DevOps, Services and Server: a query gives the ids of work items, and a batch gives their fields.

https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/wiql/query-by-wiql
https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/work-items/get-work-items-batch
https://learn.microsoft.com/en-us/rest/api/azure/devops/wit/work-item-types/list
"""

import re
from collections.abc import Mapping
from datetime import UTC

import msgspec
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import BrokenTracker, TrackerFault, TrackerRefused, TrackerWarning
from ...core.trackers.answers import Answered, decode_list
from ...core.trackers.azure_devops import FIELDS, parse_states
from ...core.trackers.wiql import items_of
from ..clock import parse_instant
from .azure_devops_api import AzureDevOpsApi
from .http import TrackerHttp, clock_of
from .reader import IdList, IdPage, RawPage

_LARGEST = 200
"""Work items in one batch. A query that finds more than 20,000 fails (VS402337) unless it asks for fewer."""
_MOST_IDS = 10_000
"""Of one query, which gives nothing but ids."""
_MOST_LISTED = 200_000
_CURSOR = re.compile(r"[0-9]{1,18}")
_GONE = b"null"


class _Reference(msgspec.Struct):
    id: int


class _Found(msgspec.Struct, rename="camel"):
    work_items: list[_Reference]


class _Batch(msgspec.Struct):
    value: list[msgspec.Raw]


_FOUND = msgspec.json.Decoder(_Found)
_BATCH = msgspec.json.Decoder(_Batch)


@frozen
class _States:
    """What the states of work items mean.

    Attributes:
        categories: `Context.states`.
        warnings: why there are none.
    """

    categories: Mapping[str, Mapping[str, str]] = field(factory=dict)
    warnings: tuple[TrackerWarning, ...] = ()


class AzureDevOpsReader:
    """Reads the work items of one project.

    Args:
        access: of `AzureDevOpsApi`.
        http: asks.
        condition: which of them, in WIQL, as `trackpost.core.project.issue_filter.check_filter` lets it through.
    """

    def __init__(self, access: Mapping[str, str], http: TrackerHttp, condition: str | None = None) -> None:
        self._project = access["project"]
        self._condition = condition
        self._http = http
        self._api = AzureDevOpsApi(access, http)
        self._states: _States | None = None
        self.ids = IdList(_MOST_LISTED, self._id_page)

    def page(self, since: str | None, cursor: str | None, size: int) -> Result[RawPage, TrackerFault]:
        """Return one page, in the order of the ids; its cursor is the last id."""
        most = min(size, _LARGEST)
        return Result.do(
            page
            for answered in self._query(since, cursor, most)
            for ids in self._ids_in(answered, most)
            for page in self._page(clock_of(answered), ids, most)
        )

    def _id_page(self, cursor: str | None) -> Result[IdPage, TrackerFault]:
        return Result.do(
            IdPage(tuple(map(str, ids)), _following(ids, _MOST_IDS))
            for answered in self._query(None, cursor, _MOST_IDS)
            for ids in self._ids_in(answered, _MOST_IDS)
        )

    def _ids_in(self, answered: Answered, most: int) -> Result[list[int], TrackerFault]:
        found = decode_list("azure_devops", answered, _FOUND, self._http.hide)
        return found.map(lambda listed: [item.id for item in listed.work_items[:most]])

    def _query(self, since: str | None, cursor: str | None, most: int) -> Result[Answered, TrackerFault]:
        changed = None if since is None else _in_utc(since)
        question = items_of(self._project, changed, _last_id(cursor), self._condition)
        return self._api.post("wiql", {"query": question}, {"timePrecision": "true", "$top": str(most)})

    def _page(self, now: str | None, ids: list[int], most: int) -> Result[RawPage, TrackerFault]:
        """Return the work items. Azure DevOps refuses a batch without ids."""
        if not ids:
            return Success(RawPage(issues=(), next=None, now=now))
        following = _following(ids, most)
        return Result.do(
            RawPage(issues=items, next=following, now=now, warnings=states.warnings, states=states.categories)
            for states in self._known_states()
            for items in self._items(ids)
        )

    def _items(self, ids: list[int]) -> Result[tuple[bytes, ...], TrackerFault]:
        """Return the items that are still there. Azure DevOps refuses ``fields`` together with ``$expand``."""
        wanted = {"ids": ids, "fields": FIELDS, "errorPolicy": "Omit"}
        return Result.do(
            tuple(bytes(item) for item in batch.value if bytes(item) != _GONE)
            for answered in self._api.post("workitemsbatch", wanted)
            for batch in decode_list("azure_devops", answered, _BATCH, self._http.hide)
        )

    def _known_states(self) -> Result[_States, TrackerFault]:
        """Return what the states mean. They are asked for once, when the first item is there."""
        if self._states is not None:
            return Success(self._states)
        return self._states_of_types().lash(_unknown).map(self._remember)

    def _states_of_types(self) -> Result[_States, TrackerFault]:
        return Result.do(
            _States(categories)
            for answered in self._api.get("workitemtypes")
            for categories in parse_states(answered.content).alt(
                lambda fault: BrokenTracker("azure_devops", f"{fault.path}: {fault.reason}")
            )
        )

    def _remember(self, states: _States) -> _States:
        self._states = states
        return states


def _unknown(fault: TrackerFault) -> Result[_States, TrackerFault]:
    """Continue without the states if they cannot be read; the translation knows those of the usual processes."""
    match fault:
        case TrackerRefused() | BrokenTracker():
            reason = f"cannot read the states of its work item types, so the usual ones are assumed ({fault.reason})"
            return Success(_States(warnings=(TrackerWarning("azure_devops", reason),)))
        case _:
            return Failure(fault)


def _following(ids: list[int], most: int) -> str | None:
    return str(ids[-1]) if len(ids) == most else None


def _last_id(cursor: str | None) -> int:
    """Return the id after which a page begins. A cursor that is no id starts over."""
    return int(cursor) if cursor is not None and _CURSOR.fullmatch(cursor) else 0


def _in_utc(since: str) -> str:
    return parse_instant(since).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
