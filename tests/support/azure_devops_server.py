"""Azure DevOps on loopback: as much of its REST API as lists the work items of a project, with its refusals."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import msgspec
from attrs import field, frozen

from tests.support.listing import TOKEN, Listing, Ticket, answer, listing_at, query_of
from tests.support.scripted_server import Asked, Reply

USUAL: Mapping[str, str] = {"New": "Proposed", "Active": "InProgress", "Closed": "Completed"}
_MOST_FOUND = 20_000
_MOST_IN_A_BATCH = 200
_WIQL = re.compile(
    r"SELECT \[System\.Id\] FROM WorkItems"
    r" WHERE \[System\.TeamProject\] = (?P<project>@project|'(?:[^']|'')*')"
    r"(?: AND \(\[System\.Tags\] CONTAINS '(?P<tag>\w+)'\))? AND \[System\.Id\] > (?P<after>[0-9]+)"
    r"(?: AND \[System\.ChangedDate\] >= '(?P<since>[^']*)')? ORDER BY \[System\.Id\]"
)


@frozen(kw_only=True)
class Azure:
    """What differs between organizations.

    Attributes:
        path: of the project, percent-encoded.
        project: its name.
        kind: the type of all work items.
        states: of this type, each with its category.
        state: of a work item, by its number; that of all others is New.
        title: of all work items.
    """

    path: str = "/acme/Board"
    project: str = "Board"
    kind: str = "Task"
    states: Mapping[str, str] = USUAL
    state: Mapping[int, str] = field(factory=dict)
    title: str = "Item"


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    query: str


class _Wanted(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    ids: list[int]
    fields: list[str]
    error_policy: str = "Fail"
    expand: str = msgspec.field(default="None", name="$expand")


@contextmanager
def azure_devops_server(tickets: list[Ticket], azure: Azure | None = None) -> Iterator[Listing]:
    """Run an organization, or a server with a collection."""
    with listing_at(Listing(tickets), partial(_speak, azure or Azure())) as listing:
        yield listing


def azure_devops_access(url: str, organization: str = "acme", project: str = "Board") -> dict[str, str]:
    """Return the credentials that open it."""
    return {"base_url": url, "organization": organization, "project": project, "personal_access_token": TOKEN}


def _speak(azure: Azure, listing: Listing, asked: Asked) -> Reply:
    path = asked.path.partition("?")[0]
    project, _, resource = path.partition("/_apis/wit/")
    if project != azure.path:
        return answer(404, {"message": f"TF200016: The following project does not exist: {project}."})
    if asked.headers.get("authorization") != f"Basic {b64encode(f':{TOKEN}'.encode()).decode()}":
        return answer(401, {"message": "TF400813: The user is not authorized to access this resource."})
    if query_of(asked).get("api-version") != "7.1":
        return answer(400, {"message": "The api-version of the request is missing."})
    match asked.method, resource:
        case "POST", "wiql":
            return _found(azure, listing, asked)
        case "POST", "workitemsbatch":
            return _batch(azure, listing, msgspec.json.decode(asked.body, type=_Wanted))
        case "GET", "workitemtypes":
            return answer(200, {"count": 1, "value": [_type(azure)]})
        case _:
            return answer(404, {"message": f"no such resource: {resource}"})


def _found(azure: Azure, listing: Listing, asked: Asked) -> Reply:
    params = query_of(asked)
    wiql = _WIQL.fullmatch(msgspec.json.decode(asked.body, type=_Question).query)
    if wiql is None:
        return answer(400, {"message": "TF51006: The query statement is malformed."})
    if wiql["since"] and params.get("timePrecision") != "true":
        return answer(400, {"message": "You cannot supply a time with the date using date precision."})
    since = None if wiql["since"] is None else datetime.fromisoformat(wiql["since"])
    changed = listing.since(since, () if wiql["tag"] is None else (wiql["tag"],))
    ids = [ticket.number for ticket in changed if ticket.number > int(wiql["after"])]
    if wiql["project"] not in ("@project", "'" + azure.project.replace("'", "''") + "'"):
        ids = []
    if "$top" in params:
        ids = ids[: int(params["$top"])]
    if len(ids) > _MOST_FOUND:
        return answer(400, {"message": "VS402337: The number of work items returned exceeds the size limit of 20000."})
    items = [{"id": number, "url": f"{listing.url}/acme/_apis/wit/workItems/{number}"} for number in ids]
    return answer(200, {"queryType": "flat", "queryResultType": "workItem", "workItems": items})


def _batch(azure: Azure, listing: Listing, wanted: _Wanted) -> Reply:
    if wanted.expand != "None":
        return answer(400, {"message": "The expand parameter can not be used with the fields parameter."})
    if not 0 < len(wanted.ids) <= _MOST_IN_A_BATCH:
        return answer(400, {"message": "VS403474: You requested too few or too many work items."})
    there = {ticket.number: ticket for ticket in listing.tickets}
    gone = [number for number in wanted.ids if number not in there]
    if gone and wanted.error_policy != "Omit":
        return answer(404, {"message": f"TF401232: Work item {gone[0]} does not exist."})
    items = [_item(azure, listing, there.get(number), wanted.fields) for number in wanted.ids]
    return answer(200, {"count": len(items), "value": items})


def _item(azure: Azure, listing: Listing, ticket: Ticket | None, fields: list[str]) -> dict[str, object] | None:
    if ticket is None:
        return None
    known: dict[str, object] = {
        "System.Id": ticket.number,
        "System.TeamProject": azure.project,
        "System.WorkItemType": azure.kind,
        "System.State": azure.state.get(ticket.number, "New"),
        "System.CreatedDate": _instant(ticket.created),
        "System.ChangedDate": _instant(ticket.updated),
        "System.Title": f"{azure.title} {ticket.number}",
        "System.Tags": "; ".join(ticket.labels) or "billing; urgent",
        "Microsoft.VSTS.Common.Priority": 2,
    }
    return {
        "id": ticket.number,
        "rev": 1,
        "fields": {name: value for name, value in known.items() if name in fields},
        "url": f"{listing.url}/acme/_apis/wit/workItems/{ticket.number}",
    }


def _type(azure: Azure) -> dict[str, object]:
    states = [{"name": name, "color": "b2b2b2", "category": category} for name, category in azure.states.items()]
    return {"name": azure.kind, "referenceName": f"Acme.{azure.kind}", "isDisabled": False, "states": states}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
