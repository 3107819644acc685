"""A replay that proves nothing, and a second request that gets no answer."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import define, field
from returns.result import Failure

from tests.support.clocks import Stopwatch
from tests.support.files import make_project
from trackpost import TrackerService
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.verdict import EffectUnknown, Rejected, Replayed, Unreachable, Verdict

REPLAYED, REFUSED, NOT_FOUND = Replayed(Answer(202, None)), Unreachable("refused"), Rejected(Answer(404, None))
OLD = "the server repeated an old answer, and then could not be asked again"


@define
class Script:
    """A transport that returns given verdicts, and takes some seconds for each."""

    verdicts: list[Verdict]
    takes: float
    stopwatch: Stopwatch = field(factory=Stopwatch)

    def post(self, _request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        """Return the next verdict without sending anything."""
        self.stopwatch.seconds += self.takes
        return self.verdicts.pop(0)


CASES: Mapping[str, tuple[list[Verdict], float, Verdict, int]] = {
    "no time is left": ([REPLAYED], 60.0, EffectUnknown(f"{OLD}: the deadline has passed"), 1),
    "no server": ([REPLAYED, *[REFUSED] * 4], 0.0, EffectUnknown(f"{OLD}: refused"), 5),
    "a refusal": ([REPLAYED, NOT_FOUND], 0.0, NOT_FOUND, 2),
}


@pytest.mark.parametrize(("verdicts", "takes", "verdict", "attempts"), CASES.values(), ids=CASES.keys())
def test_the_message_does_not_say_that_nothing_was_sent(
    verdicts: list[Verdict], takes: float, verdict: Verdict, attempts: int, tmp_path: Path
) -> None:
    """A request was sent, and whether the server is at this snapshot is unknown."""
    files, script = make_project(tmp_path), Script([*verdicts], takes)
    service = TrackerService(files.root, home=files.home, post=script.post, clock=script.stopwatch.clock)
    match service.sync_publish(server_url="http://127.0.0.1:1"):
        case Failure(Undelivered() as error):
            assert (error.verdict, error.effect, error.attempts) == (verdict, "unknown", attempts)
            assert "nothing was sent" not in error.message
        case other:
            pytest.fail(str(other))
