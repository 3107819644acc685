"""Azure DevOps, read over real sockets."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
import pytest
from attrs import evolve
from returns.result import Failure

from tests.shell.tracker.reading import first_page, issues_in, pages_of, read_all, reader_at
from tests.support.azure_devops_server import azure_devops_access, azure_devops_server
from tests.support.listing import Listing, answer, tickets
from tests.support.scripted_server import Reply, scripted
from trackpost.core.issues.tracker_fault import TrackerBusy, TrackerWarning
from trackpost.core.trackers.azure_devops import FIELDS

WIT = "/acme/Board/_apis/wit"
QUERY = f"{WIT}/wiql?timePrecision=true&%24top=100&api-version=7.1"
BATCH, TYPES = f"{WIT}/workitemsbatch?api-version=7.1", f"{WIT}/workitemtypes?api-version=7.1"
FOUND = answer(200, {"workItems": [{"id": 7}]})
ITEM = {"id": 7, "fields": {"System.Id": 7, "System.Title": "Seven"}}


def _queries(azure: Listing) -> list[str]:
    """Return the questions that were asked."""
    asked = [one for one in azure.asked if "/wiql" in one.path]
    return [msgspec.json.decode(one.body, type=dict[str, str])["query"] for one in asked]


def test_the_first_page() -> None:
    """It takes a query for ids, the states of all types, and a batch of fields without `$expand`."""
    with azure_devops_server(tickets(3)) as azure:
        page = first_page("azure_devops", azure_devops_access(azure.url)).unwrap()
    assert [(one.method, one.path) for one in azure.asked] == [("POST", QUERY), ("GET", TYPES), ("POST", BATCH)]
    assert {one.headers["authorization"] for one in azure.asked} == {"Basic OmM0bmFyeS10MGtlbi9vZi10aGUtdHJhY2tlcg=="}
    assert {one.headers["x-tfs-fedauthredirect"] for one in azure.asked} == {"Suppress"}
    sent = msgspec.json.decode(azure.asked[2].body, type=dict[str, object])
    assert sent == {"ids": [1, 2, 3], "fields": list(FIELDS), "errorPolicy": "Omit"}
    assert (page.next, page.now, page.warnings) == (None, "2026-03-01T12:00:00+00:00", ())
    assert page.states == {"Task": {"New": "Proposed", "Active": "InProgress", "Closed": "Completed"}}
    assert page.issues[0].startswith(b'{"id": 1,')


def test_no_items() -> None:
    """The query is the only request."""
    with azure_devops_server([]) as azure:
        page = first_page("azure_devops", azure_devops_access(azure.url)).unwrap()
    assert (page.issues, page.next, len(azure.asked)) == ((), None, 1)


SINCE = {
    "a fraction": ("2026-03-01T12:00:00.123456+00:00", "2026-03-01T12:00:00.123456Z"),
    "another zone": ("2026-03-01T13:00:00.123456+01:00", "2026-03-01T12:00:00.123456Z"),
    "no zone": ("2026-03-01T12:00:00", "2026-03-01T12:00:00.000000Z"),
}


@pytest.mark.parametrize(("since", "sent"), SINCE.values(), ids=SINCE.keys())
def test_changes(since: str, sent: str) -> None:
    """What was changed at the instant itself is listed, and what was changed just before it is not."""
    listing = tickets(3)
    there = datetime.fromisoformat(sent)
    listing[0] = evolve(listing[0], updated=there - timedelta(microseconds=1))
    listing[1] = evolve(listing[1], updated=there)
    with azure_devops_server(listing) as azure:
        found = read_all("azure_devops", azure_devops_access(azure.url), since=since)
    assert [item["id"] for item in found] == [2]
    assert f"AND [System.ChangedDate] >= '{sent}' ORDER BY" in _queries(azure)[0]


@pytest.mark.parametrize("size", [1, 100, 200, 5_000])
def test_pages(size: int) -> None:
    """All are read, never more at once than a batch may have, and the states are asked for once."""
    count = min(250, 4 * size)
    with azure_devops_server(tickets(count)) as azure:
        found = read_all("azure_devops", azure_devops_access(azure.url), size=size)
    assert [item["id"] for item in found] == list(range(1, count + 1))
    assert azure.queries[0]["$top"] == str(min(size, 200))
    assert sum("workitemtypes" in asked.path for asked in azure.asked) == 1


def test_more_than_20_000_items() -> None:
    """Azure DevOps refuses a query that finds so many, so each query asks for fewer; all are read."""
    with azure_devops_server(tickets(20_150)) as azure, reader_at("azure_devops", azure_devops_access(azure.url)) as r:
        page = r.page(None, None, 200).unwrap()
        read = len(page.issues)
        while page.next is not None:
            page = r.page(None, page.next, 200).unwrap()
            read += len(page.issues)
    assert read == 20_150
    assert "[System.Id] > 20000 " in _queries(azure)[-1]


def test_nothing_is_lost_when_items_go_away() -> None:
    """A page begins after an id, even if that item is gone."""
    with azure_devops_server(tickets(350)) as azure:
        azure.turns += [lambda: None, lambda: None, lambda: azure.delete(3, 5, 100), lambda: azure.delete(150)]
        found = [item["id"] for item in read_all("azure_devops", azure_devops_access(azure.url))]
    assert azure.numbers <= set(found)
    assert len(found) == len(set(found))


def test_an_item_that_goes_away_between_query_and_batch() -> None:
    """Azure DevOps returns null for it, which is left out."""
    with azure_devops_server(tickets(3)) as azure:
        azure.turns.append(lambda: azure.delete(2))
        page = first_page("azure_devops", azure_devops_access(azure.url)).unwrap()
    assert [item["id"] for item in issues_in(page)] == [1, 3]


def test_a_page_whose_items_are_all_gone() -> None:
    """It is empty, but it is not the last one."""
    with azure_devops_server(tickets(120)) as azure:
        azure.turns.append(lambda: azure.delete(*range(1, 101)))
        with reader_at("azure_devops", azure_devops_access(azure.url)) as reader:
            first, second = pages_of(reader)
    assert (first.issues, first.next, len(second.issues)) == ((), "100", 20)


CURSORS = {"of ours": ("2", [3]), "words": ("x", [1, 2, 3]), "an offset": ('{"at": 2}', [1, 2, 3])}


@pytest.mark.parametrize(("cursor", "expected"), CURSORS.values(), ids=CURSORS.keys())
def test_a_cursor_from_another_day(cursor: str, expected: list[int]) -> None:
    """Another reader continues after that id; anything else starts over."""
    with azure_devops_server(tickets(3)) as azure, reader_at("azure_devops", azure_devops_access(azure.url)) as reader:
        page = reader.page(None, cursor, 100).unwrap()
    assert [item["id"] for item in issues_in(page)] == expected


@pytest.mark.parametrize("cursor", ["\ud800", "-1", "٣", "9" * 5_000, ""])
def test_a_cursor_that_is_no_id(cursor: str) -> None:
    """It starts over."""
    with azure_devops_server(tickets(3)) as azure, reader_at("azure_devops", azure_devops_access(azure.url)) as reader:
        assert len(reader.page(None, cursor, 100).unwrap().issues) == 3


def test_a_fault_of_the_batch() -> None:
    """It is the fault of the page, so the whole page is read again."""
    with (
        scripted(FOUND, answer(200, {"value": []}), answer(503, {}), FOUND, answer(200, {"value": [ITEM]})) as server,
        reader_at("azure_devops", azure_devops_access(server.url)) as reader,
    ):
        assert reader.page(None, None, 100) == Failure(TrackerBusy("azure_devops", 503, None))
        assert len(reader.page(None, None, 100).unwrap().issues) == 1


def test_more_ids_than_asked_for() -> None:
    """The page ends where it should, even if the server ignores ``$top``."""
    ids = answer(200, {"workItems": [{"id": number} for number in range(1, 9)]})
    with (
        scripted(ids, answer(200, {"value": []}), answer(200, {"value": [ITEM]})) as server,
        reader_at("azure_devops", azure_devops_access(server.url)) as reader,
    ):
        assert reader.page(None, None, 3).unwrap().next == "3"
    assert b'"ids":[1,2,3]' in server.asked[2].body


UNKNOWN = "cannot read the states of its work item types, so the usual ones are assumed"
NO_STATES: Mapping[str, tuple[Reply, str]] = {
    "not there": (answer(404, {"message": "Not Found"}), f"{UNKNOWN} (HTTP 404: Not Found)"),
    "of another shape": (answer(200, {"value": 7}), f"{UNKNOWN} ($.value: Expected `array`, got `int`)"),
}


@pytest.mark.parametrize(("reply", "warning"), NO_STATES.values(), ids=NO_STATES.keys())
def test_states_that_cannot_be_read(reply: Reply, warning: str) -> None:
    """The items are read with a warning, because the states of the usual processes are known."""
    with scripted(FOUND, reply, answer(200, {"value": [ITEM]})) as server:
        page = first_page("azure_devops", azure_devops_access(server.url)).unwrap()
    assert (len(page.issues), page.states) == (1, {})
    assert page.warnings == (TrackerWarning("azure_devops", warning),)


def test_states_that_come_later() -> None:
    """If the tracker is only busy, they are asked for again."""
    with (
        scripted(FOUND, answer(503, {}), FOUND, answer(200, {"value": []}), answer(200, {"value": []})) as server,
        reader_at("azure_devops", azure_devops_access(server.url)) as reader,
    ):
        assert reader.page(None, None, 100) == Failure(TrackerBusy("azure_devops", 503, None))
        assert reader.page(None, None, 100).unwrap().warnings == ()
