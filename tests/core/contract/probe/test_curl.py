"""A request as a line for a shell. That the line sends the same request is a test of the shell."""

from collections.abc import Mapping

import pytest

from trackpost.core.contract.probe.curl import curl_line
from trackpost.core.contract.probe.exchange import ProbeRequest

URL = "https://kitty.example/a/"
JSON = (("Content-Type", "application/json"),)

LINES: Mapping[str, tuple[ProbeRequest, str]] = {
    "a snapshot": (
        ProbeRequest(url=URL, headers=(*JSON, ("Idempotency-Key", "ab")), body=b'{"a": "it\'s"}'),
        (
            "curl -i -X POST -H \"Authorization: Bearer $SAAS_AUTH_TOKEN\" -H 'Content-Type: application/json' "
            "-H 'Idempotency-Key: ab' --data-raw '{\"a\": \"it'\"'\"'s\"}' https://kitty.example/a/"
        ),
    ),
    "another token": (
        ProbeRequest(url=URL, headers=JSON, body=b"{}", bearer="other"),
        (
            'curl -i -X POST -H "Authorization: Bearer $SAAS_OTHER_AUTH_TOKEN" '
            "-H 'Content-Type: application/json' --data-raw '{}' https://kitty.example/a/"
        ),
    ),
    "a wrong token": (
        ProbeRequest(url=URL, headers=JSON, body=b"{}", bearer="wrong"),
        (
            "curl -i -X POST -H 'Authorization: Bearer trackpost-probe-wrong-token' "
            "-H 'Content-Type: application/json' --data-raw '{}' https://kitty.example/a/"
        ),
    ),
    "no token, no media type, no body": (
        ProbeRequest(url=URL, headers=(), bearer="none", method="PUT"),
        "curl -i -X PUT -H Content-Type: --data-raw '' https://kitty.example/a/",
    ),
    "a question": (
        ProbeRequest(url=f"{URL}?a&b", headers=(), bearer="none", method="GET"),
        "curl -i -X GET 'https://kitty.example/a/?a&b'",
    ),
    "bytes": (
        ProbeRequest(url=URL, headers=JSON, body=b"\xef\xbb\xbf{\n%\\'}", bearer="none"),
        (
            "printf '\\357\\273\\277{\\012%%\\134'\"'\"'}' | curl -i -X POST -H 'Content-Type: application/json' "
            "--data-binary @- https://kitty.example/a/"
        ),
    ),
    "blanks": (
        ProbeRequest(url=URL, headers=JSON, body=b"{}", bearer="none", blanks=99),
        (
            "{ printf '{}'; head -c 99 /dev/zero | tr '\\0' ' '; } | curl -i -X POST "
            "-H 'Content-Type: application/json' --data-binary @- https://kitty.example/a/"
        ),
    ),
    "chunks and a pause": (
        ProbeRequest(url=URL, headers=JSON, body=b"{}", bearer="none", is_chunked=True, pause=12.5),
        (
            "{ printf '{'; sleep 12.5; printf '}'; } | curl -i -X POST -H 'Content-Type: application/json' "
            "-H 'Transfer-Encoding: chunked' -T - https://kitty.example/a/"
        ),
    ),
}


@pytest.mark.parametrize(("request_", "expected"), LINES.values(), ids=LINES.keys())
def test_curl_line(request_: ProbeRequest, expected: str) -> None:
    """The line is exactly this; a token is named, never shown."""
    assert curl_line(request_) == expected
