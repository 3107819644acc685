"""A review as JUnit's XML, which every build server can show."""

from html import escape

from ..contract.probe.curl import curl_line
from ..contract.probe.promise import Broken, Kept, NotObservable
from ..contract.probe.review import Observed, Review
from ..errors import one_line


def junit_xml(review: Review) -> bytes:
    """Return *review* as a test suite in JUnit's XML: a broken promise has failed, one not observable was skipped."""
    attributes = (
        f'name="trackpost contract probe" tests="{len(review.observed)}" failures="{review.broken}" errors="0" '
        f'skipped="{review.not_observable}"'
    )
    cases = "".join(map(_case, review.observed))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite {attributes}>\n{cases}</testsuite>\n'
    return text.encode()


def _case(observed: Observed) -> str:
    promise = observed.promise
    group, _, _ = promise.name.partition(".")
    start = f'  <testcase classname="trackpost.contract.{_quoted(group)}" name="{_quoted(promise.name)}"'
    match observed.finding:
        case Kept():
            return f"{start}/>\n"
        case Broken(why, request):
            message = _quoted(f"{promise.says}: {why}")
            return (
                f'{start}>\n    <failure message="{message}">{_quoted(curl_line(request))}</failure>\n  </testcase>\n'
            )
        case NotObservable(why):
            return f'{start}>\n    <skipped message="{_quoted(why)}"/>\n  </testcase>\n'


def _quoted(text: str) -> str:
    """Return *text* without what XML cannot hold, and with what it must not hold escaped."""
    return escape(one_line(text))
