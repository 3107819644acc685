"""Promises about many requests at once under one key."""

from collections.abc import Sequence

from .checks import TOO_MANY_REQUESTS, got, unanswered
from .exchange import Exchange, NoResponse, Response
from .promise import Broken, Finding, Kept, NotObservable, Plan, Promise, Setting
from .samples import post

_CONFLICT, _UNAVAILABLE = 409, 503
_IN_PROGRESS = "request_in_progress"


def _at_once(setting: Setting) -> Plan:
    request = post(setting)
    return Plan(judge=_judge_once, steps=((request,) * setting.crowd, (request,)))


def _in_progress(setting: Setting) -> Plan:
    return Plan(judge=_judge_conflicts, steps=((post(setting),) * setting.crowd,))


def _judge_once(exchanges: Sequence[Exchange]) -> Finding:
    """Judge the answers of a crowd, and of one more request after it."""
    request = exchanges[0].request
    for exchange in exchanges:
        if isinstance(exchange.response, NoResponse):
            return unanswered(exchange.response, request)
    responses = _responses(exchanges)
    last = responses[-1]
    complaint = next(filter(None, map(_complaint, responses)), None) or _count(responses) or _still_running(last)
    if complaint is not None:
        return Broken(complaint, request)
    return Kept() if last.is_success else NotObservable(f"the server is busy: {last.in_words}")


def _complaint(response: Response) -> str | None:
    is_known = response.is_success or _is_in_progress(response) or response.status in {TOO_MANY_REQUESTS, _UNAVAILABLE}
    return None if is_known else got(f"2xx or {_CONFLICT} {_IN_PROGRESS}", response)


def _count(responses: Sequence[Response]) -> str | None:
    successes = [response for response in responses if response.is_success]
    new = [response for response in successes if not response.is_replay]
    if len(new) > 1:
        return f"expected one new answer, got {len(new)}"
    if successes and not new:
        return "expected one new answer, got only kept ones"
    if len({(response.status, response.content) for response in successes}) > 1:
        return "expected the same answer again, byte for byte, got different ones"
    return None


def _still_running(last: Response) -> str | None:
    return got("an answer after all others had theirs", last) if _is_in_progress(last) else None


def _judge_conflicts(exchanges: Sequence[Exchange]) -> Finding:
    conflicts = [response for response in _responses(exchanges) if response.status == _CONFLICT]
    wrong = next((response for response in conflicts if not _is_in_progress(response)), None)
    if wrong is not None:
        return Broken(got(f"{_CONFLICT} {_IN_PROGRESS}", wrong), exchanges[0].request)
    return Kept() if conflicts else NotObservable("each request was answered before the next one met it")


def _responses(exchanges: Sequence[Exchange]) -> list[Response]:
    return [exchange.response for exchange in exchanges if isinstance(exchange.response, Response)]


def _is_in_progress(response: Response) -> bool:
    return (response.status, response.code) == (_CONFLICT, _IN_PROGRESS)


PROMISES = (
    Promise(
        name="key.at-once",
        section="What a server does with the key",
        says="applies exactly one of many requests that come at once under one key",
        planner=_at_once,
    ),
    Promise(
        name="key.in-progress",
        section="What a server does with the key",
        says="answers 409 request_in_progress while the first request is under way",
        planner=_in_progress,
    ),
)
