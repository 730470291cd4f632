"""Who may ask a service by HTTP: by the name it is called with, and by a token.

A page of any site can make its visitor's browser send requests to a service on this
machine, under a name that leads there (DNS rebinding). Such a request has that name as its
``Host``, so only names that are known are answered; numeric addresses are no names.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from typing import TYPE_CHECKING, Final

from sou.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SHORTEST_TOKEN: Final = 16
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_HOST: Final = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")
_LOCAL: Final = "localhost"


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def checked_token(text: str, origin: str) -> str:
    """Return a token without the blanks around it.

    Raises:
        ConfigError: it is too short, or has characters that no header takes.
    """
    token = text.strip()
    if len(token) < SHORTEST_TOKEN or _TOKEN.fullmatch(token) is None:
        raise ConfigError(
            f"{origin} is no token: it has {SHORTEST_TOKEN} or more of A-Z a-z 0-9 . _ ~ + / -"
        )
    return token


def is_authorized(headers: Sequence[bytes], token: str) -> bool:
    """Tell whether the ``Authorization`` headers are one with the token; in constant time."""
    if len(headers) != 1:
        return False
    scheme, _, given = headers[0].partition(b" ")
    return scheme.lower() == b"bearer" and hmac.compare_digest(
        given.strip(b" "), token.encode("ascii")
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    if host.lower() == _LOCAL:
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def is_known_host(headers: Sequence[bytes], bound: str, names: Collection[str]) -> bool:
    """Tell whether a request is meant for a service at ``bound``, by its ``Host`` headers.

    ``names`` are other names it has, in small letters.
    """
    if len(headers) != 1:
        return False
    found = _HOST.fullmatch(headers[0].decode("latin-1"))
    if found is None:
        return False
    name = found["name"].strip("[]").lower()
    if name in names or name in (_LOCAL, bound.lower()):
        return True
    address = _address(name)
    return address is not None and (address.is_loopback or not is_loopback(bound))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
