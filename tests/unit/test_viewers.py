from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sou.errors import ConfigError
from sou.jump import EditorCommand
from sou.model import Anchor
from sou.viewers import viewer_command

PAGE = Anchor(100, "page", "iv", 4)


def _argv(path: str, anchor: Anchor | None, **environ: str) -> list[str]:
    command = viewer_command(path, anchor, {"SOU_CONFIG": "/nowhere", **environ})
    assert command is not None
    return command.argv


def test_a_viewer_of_the_users_gets_path_page_and_anchor() -> None:
    viewer = "'my viewer' --page={page} --label {anchor} {path} x"

    assert _argv("/報告 一.pdf", PAGE, SOU_VIEWER=viewer) == [
        "my viewer", "--page=4", "--label", "iv", "/報告 一.pdf", "x",
    ]  # fmt: skip


def test_a_viewer_without_a_place_for_the_path_gets_it_last() -> None:
    assert _argv("-x.pdf", PAGE, SOU_VIEWER="zathura -P {page}") == [
        "zathura", "-P", "4", "./-x.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("anchor", "page"),
    [
        (None, "1"),
        (Anchor(0, "slide", "結論", 7), "7"),
        (Anchor(0, "heading", "第三章", 3), "1"),
        (Anchor(0, "row", "表!12", 12), "1"),
        (Anchor(0, "page", "x", 0), "1"),
    ],
)
def test_only_pages_and_slides_have_a_number_to_go_to(anchor: Anchor | None, page: str) -> None:
    assert _argv("/a.pptx", anchor, SOU_VIEWER="v {page}") == ["v", page, "/a.pptx"]


def test_what_looks_like_a_placeholder_in_a_path_is_none() -> None:
    assert _argv("/{page}/{anchor}.pdf", PAGE, SOU_VIEWER="v {path}:{page}") == [
        "v", "/{page}/{anchor}.pdf:4",
    ]  # fmt: skip


def test_a_viewer_that_is_no_command_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"\$SOU_VIEWER is not a command"):
        viewer_command("/a.pdf", PAGE, {"SOU_VIEWER": "'unclosed"})


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="other viewers there")
def test_a_usual_viewer_is_found_where_there_is_a_screen(tmp_path: Path) -> None:
    for name in ("evince", "xdg-open"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    environ = {"PATH": str(tmp_path), "DISPLAY": ":0", "SOU_CONFIG": "/nowhere"}

    assert viewer_command("/a.PDF", PAGE, environ) == EditorCommand(
        ["evince", "-i", "4", "/a.PDF"], is_terminal=False
    )
    assert viewer_command("/a.docx", PAGE, environ) == EditorCommand(
        ["xdg-open", "/a.docx"], is_terminal=False
    )
    assert viewer_command("/a.PDF", PAGE, {**environ, "DISPLAY": ""}) is None
    assert viewer_command("/a.PDF", PAGE, {**environ, "PATH": "/nowhere"}) is None


def test_unknown_viewers_may_need_the_terminal() -> None:
    tdf = viewer_command("/a.pdf", PAGE, {"SOU_VIEWER": "tdf"})
    zathura = viewer_command("/a.pdf", PAGE, {"SOU_VIEWER": "/usr/bin/zathura"})

    assert tdf is not None
    assert tdf.is_terminal
    assert zathura is not None
    assert not zathura.is_terminal


def test_the_configuration_names_a_viewer_for_a_suffix(tmp_path: Path) -> None:
    text = '[open]\n".PDF" = ["zathura", "-P", "{page}", "{path}"]\n'
    (tmp_path / "config.toml").write_text(text, "utf-8")
    environ = {"SOU_CONFIG": str(tmp_path), "PATH": "/nowhere"}

    assert viewer_command("/報告.Pdf", PAGE, environ) == EditorCommand(
        ["zathura", "-P", "4", "/報告.Pdf"], is_terminal=False
    )
    assert _argv("/a.pdf", PAGE, SOU_VIEWER="mine", **environ) == ["mine", "/a.pdf"]
    (tmp_path / "config.toml").write_text('[open]\n".pdf" = ["zathura"]\n', "utf-8")
    with pytest.raises(ConfigError, match=r"of \[open\] does not say where"):
        viewer_command("/a.pdf", PAGE, environ)
