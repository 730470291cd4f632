import pytest

from sou.errors import ConfigError
from sou.services.client_roots import folders_of
from sou.services.http_guard import (
    checked_token,
    is_authorized,
    is_known_host,
    is_loopback,
    new_token,
)

TOKEN = "abcdefghijklmnop"  # noqa: S105 -- of the tests


@pytest.mark.parametrize(
    "header", [b"Bearer abcdefghijklmnop", b"bearer abcdefghijklmnop", b"BEARER  abcdefghijklmnop "]
)
def test_the_token_is_taken(header: bytes) -> None:
    assert is_authorized([header], TOKEN)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [b""],
        [b"Bearer"],
        [b"Bearer "],
        [b"abcdefghijklmnop"],
        [b"Basic abcdefghijklmnop"],
        [b"Bearer abcdefghijklmno"],
        [b"Bearer abcdefghijklmnopq"],
        [b"Bearer ABCDEFGHIJKLMNOP"],
        [b"Bearer \xff\xfe"],
        [b"Bearer abcdefghijklmnop", b"Bearer abcdefghijklmnop"],
    ],
)
def test_anything_else_is_not(headers: list[bytes]) -> None:
    assert not is_authorized(headers, TOKEN)


@pytest.mark.parametrize("text", ["", "short", "has a blank in it!", "晶片" * 20, "a\nb" * 20])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="the file is no token"):
        checked_token(text, "the file")


def test_a_made_token_is_one() -> None:
    assert checked_token(f" {new_token()}\n", "") != checked_token(new_token(), "")


@pytest.mark.parametrize(
    ("host", "bound", "is_known"),
    [
        ("localhost", "127.0.0.1", True),
        ("localhost:8377", "127.0.0.1", True),
        ("127.0.0.1:1", "127.0.0.1", True),
        ("127.0.0.2", "127.0.0.1", True),
        ("[::1]:8377", "::1", True),
        ("sou.example", "127.0.0.1", True),
        ("SOU.example:1", "127.0.0.1", True),
        ("192.168.1.2", "127.0.0.1", False),
        ("192.168.1.2:80", "0.0.0.0", True),  # noqa: S104 -- a name to compare with
        ("evil.example", "0.0.0.0", False),  # noqa: S104 -- as above
        ("box.local", "box.local", True),
        ("localhost.evil.example", "127.0.0.1", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("localhost:80:80", "127.0.0.1", False),
        ("localhost:", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("127.1", "127.0.0.1", False),
        ("2130706433", "127.0.0.1", False),
        ("\xff", "127.0.0.1", False),
    ],
)
def test_a_host_is_known_by_name_or_number(host: str, bound: str, *, is_known: bool) -> None:
    assert is_known_host([host.encode("latin-1")], bound, {"sou.example"}) is is_known


def test_no_host_and_two_hosts_are_not_known() -> None:
    assert not is_known_host([], "127.0.0.1", ())
    assert not is_known_host([b"localhost", b"localhost"], "127.0.0.1", ())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_addresses_that_only_this_machine_reaches(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "localhost.example", "x", ""])  # noqa: S104 -- names
def test_addresses_that_others_reach(host: str) -> None:
    assert not is_loopback(host)


def test_roots_are_folders_of_this_machine() -> None:
    uris = [
        "file:///a/%E6%99%B6%20b/",
        "file://localhost/c/../d",
        "file://elsewhere/x",
        "https://example.org/x",
        "file:relative",
        "file:///x%00y",
        "",
    ]

    assert folders_of(uris) == ("/a/晶 b", "/d")
    assert folders_of([]) == ()
