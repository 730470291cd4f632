"""Every word the app shows, in English. Names and fields as in ``texts``."""

from __future__ import annotations

from sou_tui.plurals import Counted

SPOKEN = "en"
"""Name of this language, as the configuration has it."""
COMMAND_TITLES: dict[str, str] = {
    "search.down": "next hit",
    "search.up": "previous hit",
    "search.choose": "choose",
    "search.page_down": "next page",
    "search.page_up": "previous page",
    "search.open": "read",
    "search.edit": "editor",
    "search.next_pane": "pane",
    "search.complete": "take what is shown dimly (Tab: until the list is moved)",
    "search.previous_pane": "previous pane",
    "search.next_match": "next match",
    "search.previous_match": "previous match",
    "search.preview_down": "scroll preview down",
    "search.preview_up": "scroll preview up",
    "search.script": "exact script",
    "search.regional": "regional words",
    "search.pinyin": "pinyin",
    "search.older": "older query",
    "search.newer": "newer query",
    "search.sort": "sort",
    "search.unfilter": "drop a filter",
    "search.unfold": "unfold a file",
    "search.refresh": "reload index",
    "search.help": "help",
    "search.palette": "commands",
    "search.escape": "to the query / stop searching",
    "search.interrupt": "clear the query, then quit",
    "search.quit": "quit",
    "results.down": "next hit",
    "results.up": "previous hit",
    "results.first": "first hit",
    "results.last": "last hit",
    "results.unfold": "unfold a file",
    "results.edit": "editor",
    "results.next_match": "next match",
    "results.previous_match": "previous match",
    "results.query": "edit the query",
    "viewer.down": "scroll down",
    "viewer.up": "scroll up",
    "viewer.next_match": "next match",
    "viewer.previous_match": "previous match",
    "viewer.match": "match",
    "viewer.page_down": "next page",
    "viewer.page_up": "previous page",
    "viewer.half_down": "half a page down",
    "viewer.half_up": "half a page up",
    "viewer.page": "page",
    "viewer.top": "top",
    "viewer.bottom": "bottom",
    "viewer.ends": "ends",
    "viewer.edit": "editor",
    "viewer.help": "help",
    "viewer.palette": "commands",
    "viewer.back": "back",
    "viewer.quit": "quit",
    "help.close": "back",
    "help.down": "scroll down",
    "help.up": "scroll up",
    "help.run": "run an example",
    "help.quit": "quit",
    "palette.close": "back",
    "palette.down": "next command",
    "palette.up": "previous command",
    "palette.choose": "choose",
    "palette.run": "run",
    "palette.quit": "quit",
    "viewer.find": "find",
    "viewer.go_to": "go to a line, page, chapter",
    "viewer.next_result": "next document",
    "viewer.previous_result": "previous document",
    "viewer.next_anchor": "next page, chapter, heading",
    "viewer.previous_anchor": "previous page, chapter, heading",
    "viewer.copy_place": "copy the place",
    "viewer.copy_text": "copy this paragraph",
    "viewer.copy_citation": "copy a citation",
    "prompt.answer": "OK",
    "prompt.give_up": "cancel",
    "pick.choose": "choose",
    "pick.down": "next",
    "pick.up": "previous",
    "pick.page_down": "page down",
    "pick.page_up": "page up",
    "pick.give_up": "cancel",
    "search.history": "past queries",
    "search.save": "save the query",
    "past.close": "back",
    "past.down": "next",
    "past.up": "previous",
    "past.choose": "choose",
    "past.page_down": "page down",
    "past.page_up": "page up",
    "past.run": "search",
    "past.save": "save this query",
    "past.delete": "delete",
    "past.quit": "quit",
    "search.filter": "filter",
    "facets.choose": "choose",
    "facets.take": "only this",
    "facets.toggle": "tick",
    "facets.down": "next",
    "facets.up": "previous",
    "facets.next_group": "next kind",
    "facets.previous_group": "previous kind",
    "facets.query": "edit the query",
    "facets.close": "back",
    "folders.choose": "choose",
    "folders.take": "OK",
    "folders.complete": "complete the path",
    "folders.help": "help",
    "folders.quit": "quit",
}
QUERY_FAULTS: tuple[tuple[str, str], ...] = ()

SPACE_KEY = "Space"
PROMPT = "❯ "
PLACEHOLDER = "Type what to look for…"

HITS = "{total:,} found"
ELAPSED = "{elapsed_ms:,} ms"
OCCURRENCES = "{count:,}×"
EXACT_SCRIPT = "exact script"
NO_REGIONAL = "no regional words"
SCRIPT_NOW_EXACT = "Only the characters as typed: 發, 髮 and 发 differ"
SCRIPT_NOW_ANY = "Simplified, traditional and variant characters are alike"
REGIONAL_NOW_ON = "Words of other regions, too: 晶片 also finds 芯片"
REGIONAL_NOW_OFF = "Only the words as typed, not those of other regions"
ALSO_REGIONAL = "regional: {words}"
ALSO_SYNONYM = "synonym: {words}"
OWN_WORDS_LEFT_OUT = "Your own words: {warning}"
OPENING_INDEX = "Opening the index…"
SEARCHING = "Searching"
CANCELLED = "Search stopped; change the query to search again"
SEARCH_FAILED = "✗ The search failed: {error}"
INDEX_STATE = Counted("{documents:,} {documents:document|documents} · indexed {age}")
LOADING = "Reading…"
PREVIEW_TITLE = "Preview"
PREVIEW_FAILED = "The document cannot be read: {error}"

JUST_NOW = "just now"
MINUTES_AGO = "{count} min ago"
HOURS_AGO = "{count} h ago"
DAYS_AGO = "{count} d ago"

NO_INDEX = """There is no index yet

{error}

In a terminal, run

    sou index FOLDER

then come back and press F5, or just type what to look for."""

INDEX_UNUSABLE = """The index cannot be used{fault}

{error}

When that is done, press F5."""

EMPTY_QUERY = Counted(
    """To be searched: {documents:,} {documents:document|documents}, \
{text_chars:,} {text_chars:character|characters}

Tips

{tips}"""
)

NO_HITS = """No document matches

The query was understood as: {interpretation}

You may try

  fewer words, or none of the quotes and -words
  another word: words of two characters or more are found best
  simplified, traditional and variant characters are compared anyway"""

SUGGESTIONS = """No document matches; these do

{rows}

↑↓ choose, Enter searches

The query was understood as: {interpretation}"""

QUERY_TIPS = (
    ("人工智慧 晶片", "words with blanks between: the more match, the higher"),
    ("「人工智慧」", "what is quoted stands side by side"),
    ("晶片 -台積電", "a word after a minus must not occur"),
    ("晶片 OR 半導體", "either will do; AND wants both"),
    ("py:hwj", "寒武紀 by its pinyin or initials; F8 switches"),
)
TIPS_NOTE = "Full-width signs will do: 「」＂－（）  > in an empty query finds commands"
TIPS_RUN = "1–{count} searches for an example"

ESCAPE_HINT = "Ctrl+Q quits, Ctrl+C clears the query"
IME_HINT = "Your input method is on: switch to Latin, or use ↑↓ F3 Esc"
TERMINAL_TOO_SMALL = "Terminal too small: 40 × 10 at least"
QUERY_ERROR = "✗ "
QUERY_CUT = Counted(
    "A query has at most {limit} {limit:character|characters};"
    " {count} more {count:was|were} left out"
)

SOURCE_MISSING = "✗ The source is not there, moved or deleted{hint}: {path}"
SOURCE_UNREADABLE = "✗ The source cannot be read, {reason}{hint}: {path}"
SOURCE_LINE_MOVED = "! Changed since it was indexed; this line is line {line:,} now: {path}"
STORED_HINT = " ({key} reads the text the index keeps)"
SOURCE_CHANGED = "! Changed since it was indexed, lines may have moved: {path}"
OPENED_IN_EDITOR = "Opened in the editor: {path}:{line}"
OPENED_IN_VIEWER = "Opened in a viewer: {path} {place}"
NO_VIEWER = "! No program opens it: set SOU_VIEWER ({path})"
PART_OF_FILE = "! It is inside another file and can only be read here ({path})"
PAGE = "p. {label}"
SLIDE = "slide {number} {title}"
EDITOR_FAILED = "✗ The editor cannot be run: {error}"
EDITOR_EXIT = "The editor ended with code {code}"
EDITOR_NEEDS_TERMINAL = "The screen cannot be lent to an editor here"
NOTHING_TO_OPEN = "Nothing is chosen"

MATCH_POSITION = "match {index:,}/{count:,}"
NO_MATCHES = "no match"
FIRST_MATCH = "This is the first match"
LAST_MATCH = "This is the last match"
DOCUMENT_FACTS = Counted("{encoding} · {chars:,} {chars:char|chars} · {lines:,} {lines:line|lines}")

HELP_TITLE = "Help"
HELP_KEYS_SEARCH = "Search"
HELP_KEYS_RESULTS = "While the list has the cursor"
HELP_KEYS_VIEWER = "Reading"
HELP_SYNTAX = "Queries"
HELP_KEYS_PALETTE = "List of commands"
HELP_CLOSE = "Esc goes back, ↑↓ scroll"

PALETTE_PROMPT = "> "
PALETTE_PLACEHOLDER = "Find a command: English, Chinese or initials of pinyin"
PALETTE_NONE = "There is no such command"

PAST_QUERIES = "Past queries (↑ brings them back)"

SORTS = {"score": "by relevance", "-date": "newest first", "path": "by path"}
SORTED = "Sorted {order}"
FACET_TITLES = {"type": "Type", "folder": "Folder", "year": "Year", "lang": "Language"}
LANGUAGES = {
    "zh-Hant": "Traditional",
    "zh-Hans": "Simplified",
    "zh": "Chinese",
    "zh-TW": "Chinese (Taiwan)",
    "zh-HK": "Chinese (Hong Kong)",
    "zh-CN": "Chinese (Mainland)",
    "ja": "Japanese",
    "ko": "Korean",
    "en": "English",
    "und": "unknown",
}
FILTER = "[{kind}: {values}]"
FILTER_KIND = "[{kind}]"
BETWEEN = ", "
NO_FILTERS = "No filters; Ctrl+F chooses"
SAME_FILE = "{count:,} more"
NOTHING_FOLDED = "Nothing is folded here"

OFFERS = {
    "filters": "without filters",
    "script": "in any script",
    "unquoted": "not side by side",
    "any": "any of the words",
    "excluded": "excluding nothing",
    "restricted": "in any field",
}

FIRST_RUN = """There is no index yet: choose a folder to make one of

{rows}

↑↓ choose, Enter looks into it; or type a path above (/… ~…), Tab completes

From the command line: sou index FOLDER"""
BUILDING = """Indexing {path}

What is done can be searched already; if you leave, the next run goes on."""
BUILD_PROGRESS = Counted("Indexing {share:.0%} · {done:,}/{total:,} {total:file|files}")
BUILT = Counted("Indexed {files:,} {files:file|files}, left out {skipped:,}")
BUILD_FAILED = "✗ The index cannot be made: {error}"
NO_SUCH_FOLDER = "✗ There is no such folder: {path}"
INDEX_FAULTS = {
    "IndexOutdatedError": "Another version wrote the index; it must be made anew",
    "IndexCorruptError": "The index is damaged: sou verify checks it, sou index mends it",
    "IndexLockedError": "Another program writes to the index; wait for it",
    "ConfigError": "The configuration makes no sense",
}

COPIED = "Copied: {text}"
FIND_POSITION = "“{text}” {index:,}/{count:,}"
FIND_SIGN = " Find: "
FIRST_ANCHOR = "No page, chapter or heading before this"
FIRST_RESULT = "This is the first document"
GO_TO_SIGN = " Go to (line, 80%, p.3, chapter): "
LAST_ANCHOR = "No page, chapter or heading after this"
LAST_RESULT = "This is the last document listed"
LINE = "line {number}"
NOT_FOUND = "“{text}” is not in this text"
NO_SUCH_PLACE = "There is no such place: {text}"
SHOWN_THOUGH_CHANGED = (
    "! The file has changed since it was indexed; this is the text kept, lines may differ"
)
SHOWN_THOUGH_UNREADABLE = (
    "! The file cannot be read now, permission denied; this is the text the index keeps"
)
SHOWN_THOUGH_GONE = "! The file was moved or deleted; this is the text the index keeps"
NOTHING_TO_COPY = "There is nothing to copy"
TOO_LONG_TO_COPY = Counted(
    "! Too long: many terminals would drop all of it, so nothing was copied"
    " ({size:,} {size:byte|bytes})"
)

PAST_PLACEHOLDER = "Find a query of before: its words, or pinyin of them"
PAST_NONE = "There is no such query"
PAST_COUNTS = "{saved:,} saved · {past:,} past"
SAVED = "Saved: {name}"
SAVED_ANEW = "Saved in place of another: {name}"
FORGOTTEN = "Deleted: {name}"
NOT_SAVED = "✗ It cannot be saved: {error}"
NOTHING_TO_SAVE = "There is no query to save"
SAVE_SIGN = " Save the query as: "
SAVED_SEARCHES = "Saved (Ctrl+R chooses)"
HELP_KEYS_PAST = "Past queries and saved searches"
MORE_NOW = Counted("{count:,} new, F5 shows {count:it|them}")
FEWER_NOW = "{count:,} fewer now, F5 updates"
CHANGED_NOW = "index changed, F5 updates"
NO_FOLDERS = "(no such folder)"
EXAMINING = """Looking what is in {path}…

Enter indexes it without waiting, Esc goes back"""
NOTHING_TO_INDEX = """{path}

There is no file in it that can be read

Esc goes back"""
FORECAST = Counted(
    """{path}

{files:,} {files:file|files} would be read, {size}, in about {time}{skipped}

{rows}

Enter indexes {files:it|them}, Esc goes back; nothing has been written yet"""
)
WOULD_SKIP = "; {count:,} left out"
NO_SUFFIX = "(no suffix)"
OTHER_TYPES = "others"
SECONDS = "{count} s"
MINUTES = "{count} min"
HOURS = "{count:.1f} h"
NOTHING_TO_FILTER = "There is nothing to filter"
HELP_KEYS_FACETS = "While the list of filters has the cursor"
BUILD_SHARE = "Indexing {share:.0%}"
BUILD_LEFT = "{time} left"
UNFINISHED = "The index is not finished (a run was ended, or another one goes on): {key} goes on"
UNFINISHED_ELSEWHERE = (
    "The index is not finished (a run was ended, or another one goes on): sou index goes on"
)
UNREAD = Counted("{count:,} {count:file|files} that cannot be read")
UNREAD_SUCH_AS = ", such as {path}"
NOT_HERE_YET = "⋯ {count:,} more in between ⋯"
NO_PINYIN = "The last word is no pinyin; that is written in Latin letters"
