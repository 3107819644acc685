"""Hosts in one spelling each, so that one server under two spellings is one server."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

# LDH labels of RFC 1123 section 2.1 and RFC 1035 section 2.3.4, and "_", which private networks use
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_NAME = 253
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NUMBER = re.compile(r"0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*")
"""Hexadecimal, octal, decimal, as C writes them."""
_BYTE = 0xFF
_USER_INFO = re.compile(r"(?<=//)[^/?#\s]*@")


def canonical_host(host: str) -> str | None:
    """Return the one spelling of *host*; None if it is neither a name nor an address.

    Names become lower case and ASCII (IDNA 2008, as UTS 46 maps what people type) and lose the root's dot. Addresses
    become what `ipaddress` writes. An IPv4 address may be spelled in any way that the C library reads, or as an IPv6
    address that stands for it.

    Args:
        host: without a port and without brackets.

    >>> canonical_host("Kitty.Example."), canonical_host("127.1"), canonical_host("2001:DB8:0::7")
    ('kitty.example', '127.0.0.1', '2001:db8::7')
    >>> canonical_host("bücher.example"), canonical_host("kit ty")
    ('xn--bcher-kva.example', None)
    """
    if ":" in host:
        return _ipv6(host)
    name = _in_ascii(host).lower().removesuffix(".")
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        return None
    return _ipv4(name) if _NUMERIC.fullmatch(name.rpartition(".")[2]) else name


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a canonical *host* is; None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Say whether a canonical *host* is this machine."""
    address = address_of(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def authority(host: str, port: int | None) -> str:
    """Return a canonical *host* and a *port* as a URL writes them.

    >>> authority("::1", 8000), authority("kitty.example", None)
    ('[::1]:8000', 'kitty.example')
    """
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"


def without_user_info(url: str) -> str:
    """Return *url* without the user name and password in front of its host.

    >>> without_user_info("https://bob:pw@kitty.example/a@b")
    'https://kitty.example/a@b'
    """
    return _USER_INFO.sub("", url, count=1)


def _in_ascii(host: str) -> str:
    """Return *host* as DNS knows it; an empty text if there is no such name."""
    if host.isascii() or len(host) > _LONGEST_NAME:
        return host
    import idna  # noqa: PLC0415 - its tables take a while to load, and few hosts need them

    try:
        return idna.encode(host, uts46=True).decode()
    except UnicodeError:
        return ""


def _ipv6(host: str) -> str | None:
    try:
        address = IPv6Address(host)
    except ValueError:
        return None
    return None if address.scope_id else str(address.ipv4_mapped or address)


def _ipv4(name: str) -> str | None:
    """Read up to four numbers, the last of which fills the bytes that are left: inet_aton(3)."""
    parts = name.split(".")
    if not all(map(_NUMBER.fullmatch, parts)):
        return None
    *first, last = map(_number, parts)
    room = 4 - len(first)
    if room < 1 or last >= 0x100**room or any(number > _BYTE for number in first):
        return None
    return str(IPv4Address(int.from_bytes([*first, *last.to_bytes(room)])))


def _number(text: str) -> int:
    base = 16 if text.startswith("0x") else 8 if text.startswith("0") else 10
    return int(text, base)
