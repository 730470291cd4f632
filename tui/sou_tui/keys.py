"""Every key of the app, declared once.

Bindings of Textual, the key line, the help screen, the palette and docs/keys.md are
all made from ``COMMANDS``. Letters work only where nothing is typed, and each has a
twin for when a Chinese input method is on: its full-width form, an arrow or an F-key.
Titles here are in Traditional Chinese; other languages have theirs in their catalogue,
by id. ``keymap`` gives commands other keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.binding import Binding

from sou_tui import texts
from sou_tui.cells import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Where = Literal[
    "search",
    "results",
    "facets",
    "folders",
    "viewer",
    "prompt",
    "pick",
    "help",
    "palette",
    "past",
]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can do by a key."""

    id: str
    """Stable name: what ``[keys]`` of the configuration calls it."""
    where: Where
    """``search``: the whole search screen; ``results``, ``facets``: only while that list has
    focus; ``folders``: where the first folder is chosen."""
    keys: tuple[str, ...]
    """Textual key names; a single letter brings its full-width twin along."""
    action: str
    label: str
    display: str
    """How help names the keys; ``Space`` is put in the language of the interface."""
    short: str = ""
    """How the key line names the key; empty keeps it off the line."""


_SPACE = "Space"
_KEPT: Sequence[str | tuple[str, ...]] = (".help", (".back", ".close"), "viewer.palette")
"""Ends of the names of what is on every key line that has room for anything."""
_TO_FULL_WIDTH = ord("ａ") - ord("a")
_LEFT_BRACKETS = ("left_square_bracket", "fullwidth_left_square_bracket", "left_corner_bracket")
_RIGHT_BRACKETS = ("right_square_bracket", "fullwidth_right_square_bracket", "right_corner_bracket")

COMMANDS = (
    Command("search.down", "search", ("down", "ctrl+n", "ctrl+j"), "move(1)", "下一筆", "↓ ^N ^J"),
    Command("search.up", "search", ("up", "ctrl+p", "ctrl+k"), "move(-1)", "上一筆", "↑ ^P ^K"),
    Command("search.choose", "search", (), "", "選取", "", "↑↓"),
    Command("search.page_down", "search", ("pagedown",), "page(1)", "下一頁", "PgDn"),
    Command("search.page_up", "search", ("pageup",), "page(-1)", "上一頁", "PgUp"),
    Command("search.open", "search", ("enter",), "open", "閱讀全文", "Enter", "Enter"),
    Command("search.edit", "search", ("ctrl+o",), "edit", "編輯器", "^O", "^O"),
    Command("search.next_pane", "search", ("tab",), "pane(1)", "換區", "Tab", "Tab"),
    Command("search.complete", "search", (), "", "採用淡色的補完（Tab：還沒移動清單時）", "→ Tab"),
    Command("search.previous_pane", "search", ("shift+tab",), "pane(-1)", "上一區", "Shift+Tab"),
    Command(
        "search.next_match",
        "search",
        ("f3", "ctrl+pagedown"),
        "match(1)",
        "預覽下一處",
        "F3 Ctrl+PgDn",
        "F3",
    ),
    Command(
        "search.previous_match",
        "search",
        ("ctrl+pageup",),
        "match(-1)",
        "預覽上一處",
        "Ctrl+PgUp",
    ),
    Command("search.preview_down", "search", ("shift+down",), "scroll(1)", "預覽下捲", "Shift+↓"),
    Command("search.preview_up", "search", ("shift+up",), "scroll(-1)", "預覽上捲", "Shift+↑"),
    Command("search.script", "search", ("f6",), "toggle_script", "只找所打的字形", "F6"),
    Command("search.regional", "search", ("f7",), "toggle_regional", "各地用語", "F7"),
    Command("search.pinyin", "search", ("f8",), "pinyin", "拼音查詢", "F8"),
    Command("search.older", "search", ("ctrl+up",), "recall(-1)", "較早的查詢", "Ctrl+↑"),
    Command("search.newer", "search", ("ctrl+down",), "recall(1)", "較近的查詢", "Ctrl+↓"),
    Command("search.sort", "search", ("f9",), "sort", "排序", "F9"),
    Command("search.unfilter", "search", ("f4",), "unfilter", "取消篩選", "F4"),
    Command("search.unfold", "search", ("ctrl+g",), "unfold", "展開同檔", "^G"),
    Command("search.refresh", "search", ("f5",), "refresh_index", "重讀索引", "F5"),
    Command("search.help", "search", ("f1",), "help", "說明", "F1", "F1"),
    Command("search.escape", "search", ("escape",), "escape", "回到查詢／停止搜尋", "Esc"),
    Command("search.interrupt", "search", ("ctrl+c",), "interrupt", "清除查詢，再按離開", "^C"),
    Command("search.quit", "search", ("ctrl+q",), "app.quit", "離開", "^Q", "^Q"),
    Command("search.palette", "search", ("f2",), "app.palette", "命令", "F2 >", "F2"),
    Command("search.filter", "search", ("ctrl+f",), "filter", "篩選", "^F", "^F"),
    Command("search.history", "search", ("ctrl+r",), "history", "查詢紀錄", "^R", "^R"),
    Command("search.save", "search", ("ctrl+s",), "save", "儲存查詢", "^S", "^S"),
    Command("results.down", "results", ("j",), "screen.move(1)", "下一筆", "j"),
    Command("results.up", "results", ("k",), "screen.move(-1)", "上一筆", "k"),
    Command("results.first", "results", ("g", "home"), "screen.end(-1)", "第一筆", "g Home"),
    Command("results.last", "results", ("G", "end"), "screen.end(1)", "最後一筆", "G End"),
    Command(
        "results.unfold",
        "results",
        ("space", "ideographic_space"),
        "screen.unfold",
        "展開同檔",
        "Space",
    ),
    Command("results.edit", "results", ("v", "e"), "screen.edit", "編輯器", "v e"),
    Command(
        "results.next_match",
        "results",
        ("n", *_RIGHT_BRACKETS),
        "screen.match(1)",
        "預覽下一處",
        "n ］ 」",
    ),
    Command(
        "results.previous_match",
        "results",
        ("N", *_LEFT_BRACKETS),
        "screen.match(-1)",
        "預覽上一處",
        "N ［ 「",
    ),
    Command(
        "results.query", "results", ("slash", "fullwidth_solidus"), "screen.query", "改查詢", "/ ／"
    ),
    Command("facets.choose", "facets", (), "", "選取", "", "↑↓"),
    Command("facets.take", "facets", (), "", "只留這項", "Enter", "Enter"),
    Command(
        "facets.toggle",
        "facets",
        ("space", "ideographic_space", "x"),
        "screen.toggle_filter",
        "勾選",
        "Space x",
        "Space",
    ),
    Command("facets.down", "facets", ("j",), "screen.move(1)", "下一項", "j"),
    Command("facets.up", "facets", ("k",), "screen.move(-1)", "上一項", "k"),
    Command(
        "facets.next_group", "facets", _RIGHT_BRACKETS, "screen.group(1)", "下一類", "］ 」", "」"
    ),
    Command(
        "facets.previous_group",
        "facets",
        _LEFT_BRACKETS,
        "screen.group(-1)",
        "上一類",
        "［ 「",
        "「",
    ),
    Command(
        "facets.query", "facets", ("slash", "fullwidth_solidus"), "screen.query", "改查詢", "/ ／"
    ),
    Command("facets.close", "facets", ("q",), "screen.escape", "返回", "Esc q", "Esc"),
    Command("folders.choose", "folders", (), "", "選取", "", "↑↓"),
    Command("folders.take", "folders", (), "", "確定", "", "Enter"),
    Command("folders.complete", "folders", (), "", "補完路徑", "", "Tab"),
    Command("folders.help", "folders", (), "", "說明", "", "F1"),
    Command("folders.quit", "folders", (), "", "離開", "", "^Q"),
    Command(
        "viewer.down", "viewer", ("down", "j", "ctrl+n", "ctrl+j"), "scroll(1)", "下捲", "↓ j ^N"
    ),
    Command("viewer.up", "viewer", ("up", "k", "ctrl+p", "ctrl+k"), "scroll(-1)", "上捲", "↑ k ^P"),
    Command(
        "viewer.next_match",
        "viewer",
        ("n", "f3", *_RIGHT_BRACKETS),
        "match(1)",
        "下一處命中",
        "n F3 ］ 」",
    ),
    Command(
        "viewer.previous_match",
        "viewer",
        ("N", "f15", *_LEFT_BRACKETS),
        "match(-1)",
        "上一處命中",
        "N Shift+F3 ［ 「",
    ),
    Command("viewer.match", "viewer", (), "", "命中", "", "n/N·F3"),
    Command(
        "viewer.page_down",
        "viewer",
        ("pagedown", "space", "f", "ideographic_space"),
        "page(1)",
        "下一頁",
        "PgDn Space f",
    ),
    Command("viewer.page_up", "viewer", ("pageup", "b", "ctrl+b"), "page(-1)", "上一頁", "PgUp b"),
    Command("viewer.half_down", "viewer", ("d", "ctrl+d"), "half_page(1)", "下半頁", "d ^D"),
    Command("viewer.half_up", "viewer", ("u", "ctrl+u"), "half_page(-1)", "上半頁", "u ^U"),
    Command("viewer.page", "viewer", (), "", "翻頁", "", "Space/b"),
    Command("viewer.top", "viewer", ("g", "home"), "top", "開頭", "g Home"),
    Command("viewer.bottom", "viewer", ("G", "end"), "bottom", "結尾", "G End"),
    Command("viewer.edit", "viewer", ("ctrl+o", "v", "e"), "edit", "編輯器", "^O v e", "^O"),
    Command(
        "viewer.find",
        "viewer",
        ("slash", "fullwidth_solidus", "ctrl+f"),
        "find",
        "在文中尋找",
        "/ ／ ^F",
        "/",
    ),
    Command("viewer.ends", "viewer", (), "", "頭尾", "", "g/G"),
    Command(
        "viewer.go_to",
        "viewer",
        ("colon", "fullwidth_colon", "ctrl+g"),
        "go_to",
        "到某行、頁、章",
        ": ： ^G",
    ),
    Command(
        "viewer.next_result",
        "viewer",
        ("ctrl+pagedown", "J"),
        "result(1)",
        "下一份文件",
        "^PgDn J",
    ),
    Command(
        "viewer.previous_result",
        "viewer",
        ("ctrl+pageup", "K"),
        "result(-1)",
        "上一份文件",
        "^PgUp K",
    ),
    Command(
        "viewer.next_anchor",
        "viewer",
        ("right_curly_bracket", "fullwidth_right_curly_bracket"),
        "anchor(1)",
        "下一頁、章、標題",
        "} ｝",
    ),
    Command(
        "viewer.previous_anchor",
        "viewer",
        ("left_curly_bracket", "fullwidth_left_curly_bracket"),
        "anchor(-1)",
        "上一頁、章、標題",
        "{ ｛",
    ),
    Command("viewer.copy_place", "viewer", ("y", "ctrl+y"), "copy_place", "複製位置", "y ^Y"),
    Command("viewer.copy_text", "viewer", ("Y",), "copy_text", "複製這一段", "Y"),
    Command("viewer.copy_citation", "viewer", ("c",), "copy_citation", "複製引文與出處", "c"),
    Command("prompt.answer", "prompt", ("enter",), "answer", "確定", "Enter"),
    Command("prompt.give_up", "prompt", ("escape", "ctrl+c", "ctrl+g"), "give_up", "取消", "Esc"),
    Command(
        "viewer.help",
        "viewer",
        ("f1", "question_mark", "fullwidth_question_mark"),
        "help",
        "說明",
        "F1 ?",
        "F1",
    ),
    Command("viewer.palette", "viewer", ("f2",), "app.palette", "命令", "F2", "F2"),
    Command("viewer.back", "viewer", ("escape", "q", "ctrl+c"), "back", "返回", "Esc q ^C", "Esc"),
    Command("viewer.quit", "viewer", ("ctrl+q",), "app.quit", "離開", "^Q"),
    Command("pick.choose", "pick", ("enter",), "choose", "選定", "Enter"),
    Command("pick.down", "pick", ("down", "ctrl+n", "ctrl+j"), "move(1)", "下一筆", "↓ ^N ^J"),
    Command("pick.up", "pick", ("up", "ctrl+p", "ctrl+k"), "move(-1)", "上一筆", "↑ ^P ^K"),
    Command("pick.page_down", "pick", ("pagedown",), "page(1)", "下一頁", "PgDn"),
    Command("pick.page_up", "pick", ("pageup",), "page(-1)", "上一頁", "PgUp"),
    Command(
        "pick.give_up", "pick", ("escape", "ctrl+c", "ctrl+g", "ctrl+q"), "give_up", "取消", "Esc"
    ),
    Command("help.close", "help", ("escape", "q", "f1", "ctrl+c", "enter"), "back", "返回", "Esc"),
    Command("help.down", "help", ("down", "j", "pagedown", "space"), "scroll(1)", "下捲", "↓"),
    Command("help.up", "help", ("up", "k", "pageup", "b"), "scroll(-1)", "上捲", "↑"),
    Command("help.run", "help", (), "", "試一試例子", "1–5"),
    Command("help.quit", "help", ("ctrl+q",), "app.quit", "離開", "^Q"),
    Command("past.close", "past", ("escape", "ctrl+r", "ctrl+c"), "back", "返回", "Esc ^R", "Esc"),
    Command("past.down", "past", ("down", "ctrl+n", "ctrl+j"), "move(1)", "下一個", "↓ ^N ^J"),
    Command("past.up", "past", ("up", "ctrl+p", "ctrl+k"), "move(-1)", "上一個", "↑ ^P ^K"),
    Command("past.choose", "past", (), "", "選取", "", "↑↓"),
    Command("past.page_down", "past", ("pagedown",), "page(1)", "下一頁", "PgDn"),
    Command("past.page_up", "past", ("pageup",), "page(-1)", "上一頁", "PgUp"),
    Command("past.run", "past", ("enter",), "run", "查詢", "Enter", "Enter"),
    Command("past.save", "past", ("ctrl+s",), "save", "儲存這個查詢", "^S", "^S"),
    Command("past.delete", "past", ("ctrl+x",), "delete", "刪除", "^X", "^X"),
    Command("past.quit", "past", ("ctrl+q",), "app.quit", "離開", "^Q"),
    Command("palette.close", "palette", ("escape", "f2", "ctrl+c"), "back", "返回", "Esc", "Esc"),
    Command(
        "palette.down", "palette", ("down", "ctrl+n", "ctrl+j"), "move(1)", "下一個", "↓ ^N ^J"
    ),
    Command("palette.up", "palette", ("up", "ctrl+p", "ctrl+k"), "move(-1)", "上一個", "↑ ^P ^K"),
    Command("palette.choose", "palette", (), "", "選取", "", "↑↓"),
    Command("palette.run", "palette", ("enter",), "run", "執行", "Enter", "Enter"),
    Command("palette.quit", "palette", ("ctrl+q",), "app.quit", "離開", "^Q"),
)


def bindings(where: Where) -> list[Binding]:
    """Return Textual's bindings for one place."""
    return [
        Binding(",".join(with_twins(command.keys)), command.action, command.label, id=command.id)
        for command in COMMANDS
        if command.where == where and command.keys
    ]


def title(command: Command) -> str:
    """Return what a command does, in the language of the interface."""
    return texts.COMMAND_TITLES.get(command.id, command.label)


def named(keys: str) -> str:
    """Return names of keys in the language of the interface."""
    return keys.replace(_SPACE, texts.SPACE_KEY)


def display_of(app: object, name: str) -> str:
    """Return how help names the keys that a command has in an app."""
    commands: Sequence[Command] = getattr(app, "commands", COMMANDS)
    return next((named(command.display) for command in commands if command.id == name), "")


def keys_of(name: str) -> tuple[str, ...]:
    """Return the keys of a command."""
    return next(command.keys for command in COMMANDS if command.id == name)


def key_line(where: Where, limit_cells: int, commands: Sequence[Command] = COMMANDS) -> str:
    """Return the key line: the keys that fit, in the order of declaration.

    Help and the way out are among them; else those declared last give way.
    """
    items = [
        (command.id, f" {named(command.short)} {title(command)} ")
        for command in commands
        if command.where == where and command.short
    ]
    chosen: set[str] = set()
    room = limit_cells
    for name, item in sorted(items, key=lambda entry: _rank(entry[0])):
        room -= width(item)
        if room < 0:
            break
        chosen.add(name)
    return "".join(item for name, item in items if name in chosen)


def help_rows(where: Where, commands: Sequence[Command] = COMMANDS) -> list[tuple[str, str]]:
    """Return what the keys of one place do: keys as shown, title."""
    return [
        (named(command.display), title(command))
        for command in commands
        if command.where == where and command.display
    ]


def with_twins(keys: Sequence[str]) -> Iterator[str]:
    """Return keys, with the full-width twin behind each letter."""
    for key in keys:
        yield key
        if len(key) == 1 and key.isascii() and key.isalnum():
            yield chr(ord(key) + _TO_FULL_WIDTH)


def _rank(name: str) -> int:
    """Return how early a command gets its room on the key line: help, the way out, others."""
    at = (place for place, ends in enumerate(_KEPT) if name.endswith(ends))
    return next(at, len(_KEPT))
