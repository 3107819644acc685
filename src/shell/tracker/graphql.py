"""Asks Linear's GraphQL, whose refusals can stand in an answer of any status: by their code.

https://linear.app/developers/graphql#queries-and-mutations
https://linear.app/developers/rate-limiting
"""

from collections.abc import Iterator, Mapping

import msgspec
from attrs import frozen
from returns.result import Failure, Result

from ...core.issues.tracker_fault import TrackerBusy, TrackerFault, TrackerNotAllowed, TrackerRefused
from ...core.trackers.answers import Answered, accept, words_in
from ...core.trackers.tracker_json import parsed
from .http import Request, TrackerHttp

_NOT_ALLOWED = frozenset({"authentication_error", "unauthenticated", "forbidden", "feature_not_accessible"})
_BUSY = frozenset(
    {"ratelimited", "rate_limited", "internal_server_error", "internal_error", "lock_timeout", "network_error"}
)
_SUCCESS = 2


class _Said(msgspec.Struct):
    errors: object = None


_SAID = msgspec.json.Decoder(_Said)


@frozen
class GraphQL:
    """Linear's only address.

    Args:
        access: ``graphql_url`` and ``api_key``.
        http: asks.
    """

    access: Mapping[str, str]
    http: TrackerHttp

    def ask(self, query: str, variables: Mapping[str, object]) -> Result[Answered, TrackerFault]:
        """Ask once. A success holds an answer without errors: with some, what else it says may be incomplete."""
        request = Request(
            url=self.access["graphql_url"],
            json=msgspec.json.encode({"query": query, "variables": variables}),
            headers={"Authorization": self.access["api_key"]},
            method="POST",
        )
        return self.http.exchange(request).bind(self._judged)

    def _judged(self, answered: Answered) -> Result[Answered, TrackerFault]:
        errors = parsed(answered.content, _SAID).map(lambda said: said.errors).value_or(None)
        fault = self._fault(answered, frozenset(_codes(errors)))
        if fault is not None:
            return Failure(fault)
        if errors and answered.status // 100 == _SUCCESS:
            return Failure(TrackerRefused(self.http.provider, None, self._words(answered)))
        return accept(self.http.provider, answered, self.http.hide)

    def _fault(self, answered: Answered, codes: frozenset[str]) -> TrackerFault | None:
        if codes & _NOT_ALLOWED:
            return TrackerNotAllowed(self.http.provider, answered.status, self._words(answered))
        if codes & _BUSY:
            return TrackerBusy(self.http.provider, answered.status, answered.wait)
        return None

    def _words(self, answered: Answered) -> str:
        return self.http.hide(words_in(answered.content))


def _codes(errors: object) -> Iterator[str]:
    """Return the code of each error, or its type, which says the same in small letters and with blanks."""
    for error in errors if isinstance(errors, list) else []:
        match error:
            case {"extensions": {"code": str(code)}} | {"extensions": {"type": str(code)}}:
                yield code.lower().replace(" ", "_")
            case _:
                pass
