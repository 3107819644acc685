"""What the tests of readers share: a reader at a server, and all that it reads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from returns.result import Result

from tests.support.clocks import Stopwatch
from tests.support.listing import TOKEN
from trackpost.core.issues.tracker_fault import TrackerFault
from trackpost.core.parsing.secret import Secret
from trackpost.core.routing.providers import PROVIDERS, ProviderName
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.tracker.command import TrackerCommand
from trackpost.shell.tracker.http import tracker_http
from trackpost.shell.tracker.patience import Deadline
from trackpost.shell.tracker.reader import RawPage, Reader
from trackpost.shell.tracker.readers import Briefing, tracker_of

_MOST_PAGES = 50


@contextmanager
def reader_at(provider: ProviderName, access: Mapping[str, str], issue_filter: str | None = None) -> Iterator[Reader]:
    """Make the reader that a pull would use."""
    address = PROVIDERS[provider].address
    url = "" if address is None else access[address[0]]
    settings, clock = client_settings({}, url).unwrap(), Stopwatch().clock
    command = TrackerCommand(provider, Path(), {}, Deadline.after(600, clock))
    with tracker_http(provider, settings, Secret(TOKEN).hide_in, clock, Deadline.after(600, clock)) as http:
        yield tracker_of(provider, access, http, lambda: command, Briefing(issue_filter)).reader


def first_page(
    provider: ProviderName, access: Mapping[str, str], issue_filter: str | None = None
) -> Result[RawPage, TrackerFault]:
    """Ask for the first page of the whole list, or of what a filter leaves of it."""
    with reader_at(provider, access, issue_filter) as reader:
        return reader.page(None, None, 100)


def pages_of(reader: Reader, since: str | None = None, size: int = 100) -> list[RawPage]:
    """Return all pages."""
    pages = [reader.page(since, None, size).unwrap()]
    while (cursor := pages[-1].next) is not None:
        assert len(pages) < _MOST_PAGES, "it does not end"
        pages.append(reader.page(since, cursor, size).unwrap())
    return pages


def read_all(
    provider: ProviderName,
    access: Mapping[str, str],
    since: str | None = None,
    size: int = 100,
    issue_filter: str | None = None,
) -> list[dict[str, object]]:
    """Return all issues in the order in which they come."""
    with reader_at(provider, access, issue_filter) as reader:
        return [issue for page in pages_of(reader, since, size) for issue in issues_in(page)]


def issues_in(page: RawPage) -> list[dict[str, object]]:
    """Return the issues of a page, decoded."""
    return [msgspec.json.decode(issue, type=dict[str, object]) for issue in page.issues]
