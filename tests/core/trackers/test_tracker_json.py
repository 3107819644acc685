"""JSON that nobody else could read is repaired, and all other JSON stays as it is."""

import json
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Success

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.strict_json import DEEPEST, is_shallow
from trackpost.core.trackers.tracker_json import id_in, name_in, parsed, repaired, texts_of

REPAIRS: Mapping[str, tuple[bytes, object]] = {
    "the first half of a pair": (rb'"cut \ud83d"', "cut \ufffd"),
    "the second half alone": (rb'"\uDE3A cut"', "\ufffd cut"),
    "two first halves": (rb'"\ud83d\ud83d"', "\ufffd\ufffd"),
    "a first half before a letter": (rb'"\ud83d\u0041"', "\ufffdA"),
    "a first half before a pair": (rb'"\ud83d\ud83d\ude3a"', "\ufffd\N{SMILING CAT FACE WITH OPEN MOUTH}"),
    "a pair": (rb'"\ud83d\ude3a"', "\N{SMILING CAT FACE WITH OPEN MOUTH}"),
    "a backslash before what looks like a half": (rb'"\\ud83d \ud83d"', "\\ud83d \ufffd"),
    "a half in a name": (rb'{"\ud83d": 1}', {"\ufffd": 1}),
    "no UTF-8": (b'"caf\xe9"', "caf\ufffd"),
    "UTF-8": ('"café"'.encode(), "café"),
    "control characters": (rb'"\u0000\u0001"', "\x00\x01"),
}


@pytest.mark.parametrize(("content", "expected"), REPAIRS.values(), ids=REPAIRS.keys())
def test_repaired(content: bytes, expected: object) -> None:
    """What is half a character becomes the replacement character; everything around it stays."""
    assert expected == msgspec.json.decode(repaired(content))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=10,
)


def _mended(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_mended(one) for one in value]
        case dict():
            return {_mended(name): _mended(one) for name, one in value.items()}
        case _:
            return value


@QUICK
@given(VALUES)
def test_any_json_can_be_read_after_a_repair(value: object) -> None:
    """A strict decoder reads it, and nothing but half characters has changed."""
    assert _mended(value) == msgspec.json.decode(repaired(json.dumps(value).encode()))


@QUICK
@given(st.binary(max_size=40))
def test_a_repair_takes_any_bytes(content: bytes) -> None:
    """What is no JSON stays none, and is no harm."""
    repaired(content).decode()


def _nested(levels: int, core: bytes = b"1") -> bytes:
    return b'{"content":[' * (levels // 2) + core + b"]}" * (levels // 2)


DEEP: Mapping[str, tuple[bytes, bytes]] = {
    "as deep as can be": (_nested(DEEPEST), _nested(DEEPEST)),
    "flat and long": (b"[" + b"{}," * DEEPEST + b"{}]", b"[" + b"{}," * DEEPEST + b"{}]"),
    "brackets in text": (json.dumps(["[" * 200, '"' + "[" * 200]).encode(),) * 2,
    "one level deeper": (_nested(DEEPEST, b"[]"), _nested(DEEPEST, b"null")),
    "its texts remain": (
        _nested(DEEPEST, rb'{"text":"a \"b","content":[{"text": "c"}]}'),
        _nested(DEEPEST, rb'"a \"b c"'),
    ),
    "what stands behind it remains": (
        b"[" + _nested(DEEPEST - 2, b"[[1]]") + b',{"text":"z"}]',
        b"[" + _nested(DEEPEST - 2, b"[null]") + b',{"text":"z"}]',
    ),
}


@pytest.mark.parametrize(("content", "expected"), DEEP.values(), ids=DEEP.keys())
def test_depth(content: bytes, expected: bytes) -> None:
    """What is nested too deeply for a reader becomes its text, or null."""
    assert expected == repaired(content)


@QUICK
@given(st.recursive(st.text('"\\\\[]{}u', max_size=6), lambda inner: st.lists(inner, max_size=4), max_leaves=20))
def test_depth_does_not_depend_on_texts(value: object) -> None:
    """Whatever quotes, backslashes and brackets a text has, only those around it make it deep."""
    text = json.dumps([value, *["{"] * DEEPEST])
    levels = DEEPEST - _levels(value) - 1
    fits, deeper = (b"[" * more + text.encode() + b"]" * more for more in (levels, levels + 1))
    assert repaired(fits) == fits
    assert repaired(deeper) != deeper


def _levels(value: object) -> int:
    return 1 + max(map(_levels, value), default=0) if isinstance(value, list) else 0


@pytest.mark.parametrize("levels", [1_000, 100_000])
def test_a_page_with_one_bottomless_issue(levels: int) -> None:
    """The issues beside it can be read."""
    page = b'{"issues":[{"a":' + b"[" * levels + b"]" * levels + b'},{"a":1}]}'
    issues = parsed(page, msgspec.json.Decoder(dict[str, list[msgspec.Raw]])).map(lambda found: found["issues"])
    assert issues.map(len) == Success(2)
    assert all(is_shallow(msgspec.json.decode(one)) for one in issues.value_or([]))


@pytest.mark.parametrize("content", [b'"' * 200_000, b'[["' * 60_000, b'"\\' * 100_000, b"[" * 200_000])
def test_malformed_json_takes_no_longer(content: bytes) -> None:
    """It is gone through once, however many quotes, backslashes and brackets lead nowhere."""
    repaired(content)


NAMES: Mapping[str, tuple[bytes, str | None]] = {
    "a key goes before an id": (b'{"id": "1", "key": "ACME-1"}', "ACME-1"),
    "a number": (b'{"id": 1900, "number": 12}', "12"),
    "only an id": (b'{"id": 301, "fields": 7}', "301"),
    "a blank key": (b'{"id": "1", "key": " "}', "1"),
    "a key that is no text": (b'{"id": "1", "key": ["x"]}', "1"),
    "nothing": (b"{}", None),
    "no object": (b"[1]", None),
    "no JSON": (b"{", None),
}


@pytest.mark.parametrize(("content", "expected"), NAMES.values(), ids=NAMES.keys())
def test_name_in(content: bytes, expected: str | None) -> None:
    """An issue that cannot be understood has a name all the same."""
    assert expected == name_in(content)


IDS: Mapping[str, tuple[bytes, str | None]] = {
    "an id beside a key": (b'{"id": 10, "key": "ACME-1"}', "10"),
    "a number of its own": (b'{"id": 9001, "number": 5}', "5"),
    "a number in its project": (b'{"id": 9001, "iid": 6}', "6"),
    "a key only": (b'{"key": "ACME-1"}', None),
    "a blank id": (b'{"id": " "}', None),
    "no object": (b"7", None),
}


@pytest.mark.parametrize(("content", "expected"), IDS.values(), ids=IDS.keys())
def test_id_in(content: bytes, expected: str | None) -> None:
    """It is the id under which the cache files the issue, whatever else is wrong with it."""
    assert id_in(content) == expected


def test_texts_of() -> None:
    """Numbers become text where text belongs; what says nothing is left out."""
    assert texts_of([7, 1.5, True, "a", "", " ", None]) == ("7", "1.5", "true", "a")
