"""Promises about the order of snapshots, which a server may leave out."""

from collections.abc import Sequence

from .checks import Ask, Check, Complaint, applied, refused, script
from .exchange import ProbeRequest, Response
from .promise import NotObservable, Plan, Promise, Setting
from .samples import encoded, post, snapshot, with_header

_MALFORMED = ("0", "07", "-1", "1.0", "9223372036854775808")
"""Ways to write a number that are none of this header's."""


def _if_known(check: Check) -> Check:
    """Return *check* for a server that knows the header; another one takes the snapshot as if it had no sequence."""

    def known(response: Response, before: Sequence[Response]) -> Complaint:
        if response.is_success:
            return NotObservable("the server does not know the header Snapshot-Sequence, which is optional")
        return check(response, before)

    return known


def _numbered(request: ProbeRequest, sequence: object) -> ProbeRequest:
    return with_header(request, "Snapshot-Sequence", str(sequence))


def _lower(setting: Setting) -> Plan:
    late = post(setting, encoded(snapshot(setting, issues=[])), "late")
    return script(
        Ask(_numbered(post(setting), 7), applied, is_premise=True),
        Ask(_numbered(late, 6), _if_known(refused(409, "superseded"))),
        Ask(_numbered(late, 7), applied),
    )


def _malformed(setting: Setting) -> Plan:
    check = _if_known(refused(400, "malformed_snapshot_sequence"))
    return script(*(Ask(_numbered(post(setting), text), check) for text in _MALFORMED))


PROMISES = (
    Promise(
        name="sequence.lower",
        section="The sequence of snapshots",
        says="refuses a snapshot with a lower Snapshot-Sequence with 409 superseded, and leaves its key free",
        planner=_lower,
    ),
    Promise(
        name="sequence.malformed",
        section="The sequence of snapshots",
        says="answers 400 malformed_snapshot_sequence to what is not a number from 1 to 9223372036854775807",
        planner=_malformed,
    ),
)
