"""Takes in the body of a request: hashed while it arrives, and on the disk where it is large."""

from hashlib import sha256

from attrs import frozen
from returns.result import Failure, Result, Success
from starlette.requests import Request

from ...core.contract.server import Refused
from ...core.snapshot.idempotency import Digest
from ..files.spool import Spool
from .refusals import CANNOT_STORE, TOO_LARGE


@frozen
class ReceivedBody:
    """A body that has arrived.

    Attributes:
        digest: of its bytes.
        spool: the bytes, kept aside.
    """

    digest: Digest
    spool: Spool

    def content(self) -> bytes:
        """Return all bytes at once.

        Raises:
            OSError: they cannot be read back.
        """
        return b"".join(self.spool)


async def take_in(request: Request, max_body: int) -> Result[ReceivedBody, Refused]:
    """Return the body of *request*.

    Args:
        request: whose headers are right.
        max_body: the most bytes that a body may have.

    Raises:
        ClientDisconnect: the client went away before the end.
    """
    spool, digest = Spool(), sha256()
    try:
        async for chunk in request.stream():
            if len(spool) + len(chunk) > max_body:
                return Failure(TOO_LARGE)
            digest.update(chunk)
            spool.write(chunk)
    except OSError:
        return Failure(CANNOT_STORE)
    return Success(ReceivedBody(Digest(digest.hexdigest()), spool))
