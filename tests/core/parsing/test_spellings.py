"""All spellings in which a server may repeat a secret are found, and quickly."""

import html
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha512
from html.entities import html5
from time import process_time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from tests.support.patience import PROMPTLY
from trackpost.core.parsing.secret import MASK, Secret

THOROUGH = settings(QUICK, max_examples=250)
NAMES = {text: name for name, text in html5.items() if name.endswith(";")}


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _each(text: str, form: str) -> str:
    return "".join(form.format(ord(character)) for character in text)


def _base64(text: str, before: str = "", after: str = "") -> str:
    return b64encode(f"{before}{text}{after}".encode()).decode()


WHOLE: Mapping[str, Callable[[str], str]] = {
    "itself": str,
    "JSON": _json,
    "JSON with escaped slashes": lambda text: _json(text).replace("/", r"\/"),
    "JSON inside JSON": lambda text: _json(_json(text)),
    "JSON with every character escaped": lambda text: _each(text, r"\u{:04x}"),
    "JSON with every character escaped, in capitals": lambda text: _each(text, r"\u{:04X}"),
    "repr": lambda text: repr(text)[1:-1],
    "a script's bytes": lambda text: _each(text, r"\x{:02x}"),
    "a script's code points": lambda text: _each(text, r"\u{{{:x}}}"),
    "percent-encoded": quote,
    "percent-encoded, slashes too": lambda text: quote(text, safe=""),
    "percent-encoded as in a query": lambda text: quote(text, safe="/?:@!$&'()*+,;="),
    "percent-encoded, every character": lambda text: _each(text, "%{:02X}"),
    "percent-encoded, every character, in lower case": lambda text: _each(text, "%{:02x}"),
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "quoted-printable": lambda text: "".join(c if c.isalnum() else f"={ord(c):02X}" for c in text),
    "form-encoded": quote_plus,
    "form-decoded": lambda text: text.replace("+", " "),
    "HTML": html.escape,
    "HTML with names": lambda text: "".join(f"&{NAMES[c]}" if c in NAMES else c for c in text),
    "HTML in decimal": lambda text: _each(text, "&#{};"),
    "HTML in decimal, padded": lambda text: _each(text, "&#{:05};"),
    "HTML in hexadecimal": lambda text: _each(text, "&#x{:x};"),
    "HTML in hexadecimal, in capitals": lambda text: _each(text, "&#X{:X};"),
    "HTML inside HTML": lambda text: html.escape(html.escape(text)),
    "HTML inside JSON": lambda text: _json(html.escape(text)),
    "Base64": _base64,
    "Base64 without padding": lambda text: _base64(text).rstrip("="),
    "Base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode(),
    "Base64, percent-encoded": lambda text: quote(_base64(text), safe=""),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal in capitals": lambda text: text.encode().hex().upper(),
}
INSIDE: Mapping[str, Callable[[str], str]] = {
    f"Base64 of {before!r}, the token and {after!r}": partial(_base64, before=before, after=after)
    for before in ("Bearer ", "user:", "u:", "")
    for after in ("", ".", "..", "...")
}
ENCODINGS = {**WHOLE, **INSIDE}

TOKEN = "c4nary/s3cret+t0ken=_-.~:\"'<&>%25\\"
CASES: Mapping[str, str] = {name: encode(TOKEN) for name, encode in WHOLE.items()}


@pytest.mark.parametrize("spelled", CASES.values(), ids=CASES.keys())
def test_a_token_in_another_spelling(spelled: str) -> None:
    """The mask replaces the token, and the rest is unchanged."""
    assert Secret(TOKEN).hide_in(f"<{spelled}>") == f"<{MASK}>"


VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=40)


@THOROUGH
@given(token=VISIBLE, name=st.sampled_from(sorted(WHOLE)))
def test_any_token_in_another_spelling(token: str, name: str) -> None:
    """This holds for tokens of any visible characters."""
    assert Secret(token).hide_in(f"<{WHOLE[name](token)}>") == f"<{MASK}>"


@THOROUGH
@given(token=VISIBLE, name=st.sampled_from(sorted(ENCODINGS)))
def test_any_token_next_to_other_text(token: str, name: str) -> None:
    """A token is hidden even if the text next to it could belong to it."""
    spelled = ENCODINGS[name](token)
    assert spelled not in Secret(token).hide_in(f"of {spelled} or={spelled}")


SECRETS = st.text(st.characters(exclude_categories=()), min_size=4, max_size=12)


@QUICK
@given(secret=SECRETS, text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_can_be_a_secret(secret: str, text: str) -> None:
    """No secret raises an error or is shown, even with control characters or lone surrogates."""
    hidden = Secret(secret).hide_in(text + secret + text)
    assert secret not in hidden.replace(MASK, "\x00" if secret != "\x00" else "x")


BEYOND: Mapping[str, str] = {
    name: ENCODINGS[name]("日本の\u00e9🔑 key") for name in ("JSON", "percent-encoded", "Base64")
}


@pytest.mark.parametrize("spelled", BEYOND.values(), ids=BEYOND.keys())
def test_letters_outside_ascii(spelled: str) -> None:
    """The password of a tracker may have any letters."""
    assert Secret("日本の\u00e9🔑 key").hide_in(f"<{spelled}>") == f"<{MASK}>"


UNCHANGED: Mapping[str, tuple[str, str]] = {
    "another text": ("c4nary-s3cret", "c4nary-secret"),
    "a part of it": ("c4nary-s3cret", "c4nary-s3cre"),
    "Base64 of a short one by chance": ("abcd", "aGVsbG8gd29ybGQ="),
    "hexadecimal of a short one by chance": ("abcd", "006162636400"),
    "one that is too short": ("now", "Name or service not known"),
    "one that is too short, and alone": ("now", "now"),
    "one that is too short, escaped": ("t", "%74 &#116; dA=="),
    "nothing": ("", "anything"),
}


@pytest.mark.parametrize(("secret", "text"), UNCHANGED.values(), ids=UNCHANGED.keys())
def test_other_text_is_unchanged(secret: str, text: str) -> None:
    """Text that is not a spelling of the secret is unchanged."""
    assert Secret(secret).hide_in(text) == text


def test_a_text_that_is_full_of_the_secret() -> None:
    """Masks are longer than a short secret, so a text full of them is masked as a whole."""
    assert Secret("abcd").hide_in("abcd" * 999) == MASK * 999
    assert Secret("abcd").hide_in("abcd" * 1000) == MASK


MEBIBYTE = 1024 * 1024
LONG = "".join(sha512(bytes([number])).hexdigest() for number in range(16))
HOSTILE: Mapping[str, tuple[str, str]] = {
    "words": ("c4nary-s3cret", "no such token here. "),
    "its first letter": ("c4nary-s3cret", "c"),
    "its first letters": ("c4nary-s3cret", "c4nary-s3cre"),
    "percent signs encoded repeatedly": ("c4nary-s3cret", "%252525"),
    "ampersands encoded repeatedly": ("&4nary-s3cret", "&amp;amp;amp;"),
    "zeros": ("c4nary-s3cret", "&#0000000000"),
    "backslashes": ("\\4nary-s3cret", "\\"),
    "Base64": ("c4nary-s3cret", "YzRuYXJ5LXMzY3Jl"),
    "all but the end of a long token": (LONG, LONG[:-1] + "."),
}


@pytest.mark.parametrize(("token", "unit"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_large_answer_is_searched_quickly(token: str, unit: str) -> None:
    """The search in a large answer is quick, even in one that is made to slow it down."""
    text = unit * (MEBIBYTE // len(unit))
    secret = Secret(token)
    began = process_time()
    secret.hide_in(text)
    assert process_time() - began < PROMPTLY
