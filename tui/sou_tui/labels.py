"""Short lines made from plain data: ages, places, the status, the hints."""

from __future__ import annotations

import time
from itertools import zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING

from sou.output.shown import readable_path, shown_size
from sou.text.sanitize import sanitize
from sou_tui import texts
from sou_tui.cells import fit, fit_end, width
from sou_tui.facet_names import facet_value
from sou_tui.faults import fault_of
from sou_tui.unread import reasons_with_counts, unread_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.model import (
        Anchor,
        DocumentInfo,
        Hit,
        Landing,
        PinyinMatch,
        Place,
        SearchPage,
    )
    from sou.reports import Forecast, IndexProgress, IndexStatus
    from sou.sources import Skipped
    from sou_tui.offers import Offer
    from sou_tui.saved import SavedSearch
    from sou_tui.wanted import Filter

_HEARD_TEXTS = 4
_LABEL_CELLS = 32
CHIP_CELLS = 40
_FEWEST_VALUE_CELLS = 4
_FEWEST_PLACE_CELLS = 5
_BETWEEN = " · "
_PAST_CELLS = 60
_PAST_SHOWN = 5
_FORMATS_SHOWN = 8
_TELLING_S = 3.0
"""A run that is younger does not tell how long it will take."""
FIRST_RUN_ROWS = 8
"""Rows of the first run's text, and around it, besides folders."""
_HALF_CELLS = 32
SAVED_SIGN = "✦"
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


def age(seconds: float) -> str:
    """Return how long ago something was."""
    if seconds < MINUTE_S:
        return texts.JUST_NOW
    if seconds < HOUR_S:
        return texts.MINUTES_AGO.format(count=int(seconds // MINUTE_S))
    if seconds < DAY_S:
        return texts.HOURS_AGO.format(count=int(seconds // HOUR_S))
    return texts.DAYS_AGO.format(count=int(seconds // DAY_S))


def file_name(hit: Hit) -> str:
    """Return the name of a hit's file, and which part of that it is."""
    name, part = PurePath(readable_path(hit.document)).name, hit.document.part
    return sanitize(f"{name}#{part}" if part else name, single_line=True)


def place_name(document: DocumentInfo, place: Place, anchor: Anchor | None) -> str:
    """Return where in a document something is: ``:12``, ``第 12 頁``; empty if nobody knows."""
    if document.has_lines:
        return f":{place.line:,}"
    return anchor_name(anchor) if anchor else ""


def anchor_name(anchor: Anchor) -> str:
    """Return what to call a place: ``第 12 頁``, ``第 3 張 結論``, ``表一!12``, ``第一章``."""
    number = str(anchor.number)
    label = fit(sanitize(anchor.label or number, single_line=True), _LABEL_CELLS)
    if anchor.kind == "slide" and anchor.number:
        title = "" if label == number else label
        return texts.SLIDE.format(number=number, title=title).rstrip()
    return texts.PAGE.format(label=label) if anchor.kind == "page" else label


def landing_name(landing: Landing) -> str:
    """Return the page or the like and the heading of a place; empty if there are none."""
    named = dict.fromkeys(one for one in (landing.place, landing.heading) if one)
    return " · ".join(map(anchor_name, named))


def folder(hit: Hit, roots: Sequence[str]) -> str:
    """Return a hit's folder, relative to the indexed folder where possible; may be empty."""
    parent = PurePath(hit.document.path).parent
    for root in sorted(roots, key=len, reverse=True):
        if parent.is_relative_to(root):
            below = parent.relative_to(root)
            name = PurePath(root).name if len(roots) > 1 else ""
            return sanitize(str(PurePath(name) / below), single_line=True).removeprefix(".")
    return sanitize(str(parent), single_line=True)


def title(hit: Hit) -> str:
    """Return what to call a hit: its title, or the file name where that says no more."""
    name = file_name(hit)
    own = " ".join(sanitize(hit.document.title, single_line=True).split())
    file = PurePath(hit.document.part or hit.document.path)
    return name if not own or own in {name, file.name, file.stem} else own


def path(hit: Hit, roots: Sequence[str]) -> str:
    """Return folder and file name."""
    return "/".join(part for part in (folder(hit, roots), file_name(hit)) if part)


def where(hit: Hit, roots: Sequence[str], room_cells: int | None = None, *, folded: int = 0) -> str:
    """Return folder (and file name, if the title is another), line and occurrences.

    Before that what it was found by besides, behind it how many others of its file are
    folded. Where there is too little room the folder gives way first.
    """
    place = folder(hit, roots) if title(hit) == file_name(hit) else path(hit, roots)
    there = place_name(hit.document, hit.place, hit.anchor)
    count = texts.OCCURRENCES.format(count=hit.occurrences)
    others = texts.SAME_FILE.format(count=folded) if folded else ""
    found_by, numbers = _joined(*also(hit)), _joined(there, count, others)
    whole = _joined(found_by, place, numbers)
    if room_cells is None or width(whole) <= room_cells:
        return whole
    for_place = room_cells - width(_joined(found_by, numbers)) - width(_BETWEEN)
    if for_place >= _FEWEST_PLACE_CELLS:
        return _joined(found_by, fit_end(place, for_place), numbers)
    for_words = room_cells - width(numbers) - width(_BETWEEN)
    if for_words < _FEWEST_PLACE_CELLS:
        return fit_end(numbers, room_cells)
    return _joined(fit(found_by, for_words), numbers)


def _joined(*parts: str) -> str:
    return _BETWEEN.join(part for part in parts if part)


def also(hit: Hit) -> list[str]:
    """Return what a hit was found by besides the query's own words, by kind."""
    kinds = {"regional": texts.ALSO_REGIONAL, "synonym": texts.ALSO_SYNONYM}
    labels = []
    for kind, label in kinds.items():
        words = dict.fromkeys(one.text for one in hit.expansions if one.kind == kind)
        if words:
            shown = "、".join(sanitize(word, single_line=True) for word in words)
            labels.append(label.format(words=shown))
    return labels


def heading(hit: Hit, roots: Sequence[str]) -> str:
    """Return the name first, then where it is, so that what is cut off is the folder."""
    name = file_name(hit)
    place = folder(hit, roots) if title(hit) == name else path(hit, roots)
    return " · ".join(part for part in (title(hit), place) if part)


def chips(filters: Sequence[Filter], room_cells: int = CHIP_CELLS) -> str:
    """Return the filters that are on, by kind; values are cut where they take too much room.

    Where there is none at all only kinds are left.
    """
    chosen: dict[str, list[str]] = {}
    for one in filters:
        chosen.setdefault(texts.FACET_TITLES[one.facet], []).append(facet_value(one))
    for cells in range(_LABEL_CELLS, _FEWEST_VALUE_CELLS - 1, -1):
        shown = "".join(
            texts.FILTER.format(
                kind=kind, values=texts.BETWEEN.join(fit(one, cells) for one in values)
            )
            for kind, values in chosen.items()
        )
        if width(shown) <= room_cells:
            return shown
    return "".join(texts.FILTER_KIND.format(kind=kind) for kind in chosen)


def found(
    page: SearchPage, filters: Sequence[Filter] = (), note: str = "", room_cells: int = CHIP_CELLS
) -> str:
    """Return filters, count, a note, order, time and the query as understood."""
    elapsed = texts.ELAPSED.format(elapsed_ms=max(round(page.elapsed_s * 1000), 1))
    count = texts.HITS.format(total=page.total)
    parts = [" ".join(filter(None, (chips(filters, room_cells), count)))]
    if note:
        parts.append(note)
    if page.request.sort != "score":
        parts.append(texts.SORTS[page.request.sort])
    parts.append(elapsed)
    if page.request.exact_script:
        parts.append(texts.EXACT_SCRIPT)
    elif not page.request.regional:
        parts.append(texts.NO_REGIONAL)
    if page.interpretation:
        parts.append(sanitize(page.interpretation, single_line=True))
    return " · ".join([*parts, *map(heard, page.pinyin)])


def heard(match: PinyinMatch) -> str:
    """Return which strings a query's pinyin found, with how often."""
    shown = match.texts[:_HEARD_TEXTS]
    strings = "、".join(f"{sanitize(one.text)} {one.occurrences:,}" for one in shown)
    more = "…" if match.total > len(shown) else ""
    return f"{strings}{more}"


def suggested(offers: Sequence[Offer], choice: int, interpretation: str) -> str:
    """Return what stands in place of results when others would be found."""
    rows = []
    for place, offer in enumerate(offers):
        query = fit(sanitize(offer.query, single_line=True), _PAST_CELLS)
        count = texts.HITS.format(total=offer.documents)
        why = texts.OFFERS.get(offer.kind, "")
        rows.append((f"{'▸' if place == choice else ' '} {query}", f"{count}  {why}".rstrip()))
    return texts.SUGGESTIONS.format(rows="\n".join(aligned(rows)), interpretation=interpretation)


def first_run(folders: Sequence[str], choice: int, most_rows: int = 10) -> str:
    """Return what stands in place of results while there is no index."""
    first = min(max(choice - most_rows // 2, 0), max(len(folders) - most_rows, 0))
    rows = [
        f"  {'▸' if place == choice else ' '} {short_path(folder)}"
        for place, folder in enumerate(folders)
    ][first : first + most_rows]
    return texts.FIRST_RUN.format(rows="\n".join(rows or [f"    {texts.NO_FOLDERS}"]))


def forecast(folder: str, would: Forecast) -> str:
    """Return what would be indexed of a folder: files and bytes, by type; how long it takes."""
    if not would.files and not would.unchanged:
        return texts.NOTHING_TO_INDEX.format(path=short_path(folder))
    formats = sorted(would.formats, key=lambda one: -one.files)
    named, others = formats[:_FORMATS_SHOWN], formats[_FORMATS_SHOWN:]
    rows = [(one.suffix or texts.NO_SUFFIX, one.files, one.size_bytes) for one in named]
    if others:
        sizes = sum(one.size_bytes for one in others)
        rows.append((texts.OTHER_TYPES, sum(one.files for one in others), sizes))
    left = aligned([(fit(name, _LABEL_CELLS), f"{files:>9,}") for name, files, _ in rows])
    table = [f"{line}{shown_size(size):>12}" for line, (_, _, size) in zip(left, rows, strict=True)]
    return texts.FORECAST.format(
        path=short_path(folder),
        files=would.files,
        size=shown_size(sum(one.size_bytes for one in formats)),
        time=duration(would.seconds),
        rows="\n".join([*table, *_left_out(would.skipped)]),
        skipped=texts.WOULD_SKIP.format(count=len(would.skipped)) if would.skipped else "",
    )


def _left_out(skipped: Sequence[Skipped]) -> list[str]:
    return ["", *aligned(reasons_with_counts(skipped))] if skipped else []


def duration(seconds: float) -> str:
    """Return roughly how long something takes."""
    if seconds < MINUTE_S:
        return texts.SECONDS.format(count=max(round(seconds), 1))
    if seconds < HOUR_S:
        return texts.MINUTES.format(count=round(seconds / MINUTE_S))
    return texts.HOURS.format(count=seconds / HOUR_S)


def short_path(path: str) -> str:
    """Return a path cut from its start, so that it stays on a line."""
    return fit_end(sanitize(path, single_line=True), _PAST_CELLS)


def no_index(error: Exception, *, is_missing: bool) -> str:
    """Return what is wrong with an index, and what to do."""
    said = fault_of(error)
    if is_missing:
        return texts.NO_INDEX.format(error=said)
    fault = texts.INDEX_FAULTS.get(type(error).__name__, "")
    return texts.INDEX_UNUSABLE.format(fault=f" · {fault}" if fault else "", error=said)


def unfinished(status: IndexStatus, key: str) -> str:
    """Return that an index is not all there, and by what key it goes on; empty if it is."""
    if not status.unfinished:
        return ""
    return texts.UNFINISHED.format(key=key) if key else texts.UNFINISHED_ELSEWHERE


def build_failure(error: Exception) -> str:
    """Return why a folder was not indexed."""
    fault = texts.INDEX_FAULTS.get(type(error).__name__, "")
    said = fault_of(error)
    return texts.BUILD_FAILED.format(error=f"{fault} · {said}" if fault else said)


def progress(state: IndexProgress, elapsed_s: float = 0.0) -> str:
    """Return how far a folder is indexed; how long it may still take, once that can be told."""
    done, total = state.done_files, state.total_files
    text = texts.BUILD_PROGRESS.format(share=done / max(total, 1), done=done, total=total)
    if not done or elapsed_s < _TELLING_S:
        return text
    left = duration(elapsed_s * max(total - done, 0) / done)
    return f"{text} · {texts.BUILD_LEFT.format(time=left)}"


def short_progress(state: IndexProgress) -> str:
    """Return the share of a folder that is indexed, where there is room for no more."""
    return texts.BUILD_SHARE.format(share=state.done_files / max(state.total_files, 1))


def index_state(status: IndexStatus) -> str:
    """Return size and age of the index."""
    return texts.INDEX_STATE.format(
        documents=status.documents, age=age(max(time.time() - status.committed_s, 0))
    )


def empty_query(
    status: IndexStatus, past: Sequence[str] = (), saved: Sequence[SavedSearch] = ()
) -> str:
    """Return what stands in place of results before anything is typed."""
    text = texts.EMPTY_QUERY.format(
        documents=status.documents, text_chars=status.text_chars, tips=query_tips()
    )
    before = _before(past[:_PAST_SHOWN], saved[-_PAST_SHOWN:])
    return "\n".join([text, *before, *unread_rows(status.skipped)])


def _before(past: Sequence[str], saved: Sequence[SavedSearch]) -> list[str]:
    """Return past queries and saved searches, side by side if there are both."""
    queries = [sanitize(query, single_line=True) for query in past]
    named = [f"{saved_name(one)}　{saved_query(one)}" for one in saved]
    if not queries or not named:
        title = texts.PAST_QUERIES if queries else texts.SAVED_SEARCHES
        shown = [f"  {fit(one, _PAST_CELLS)}" for one in queries or named]
        return ["", title, "", *shown] if shown else []
    rows = [
        (fit(left, _HALF_CELLS), f"  {fit(right, _HALF_CELLS)}")
        for left, right in zip_longest(queries, named, fillvalue="")
    ]
    titles = (texts.PAST_QUERIES, texts.SAVED_SEARCHES)
    first, *others = aligned([titles, *rows])
    return ["", first.removeprefix("  "), "", *others]


def saved_name(search: SavedSearch) -> str:
    """Return the name of a saved search, with its sign."""
    return f"{SAVED_SIGN} {sanitize(search.name, single_line=True)}"


def saved_query(search: SavedSearch) -> str:
    """Return what a saved search asks for: its query if the name says another, filters, order."""
    query = "" if search.query == search.name else sanitize(search.query, single_line=True)
    order = texts.SORTS[search.wanted.sort] if search.wanted.sort != "score" else ""
    return " ".join(filter(None, (query, chips(search.wanted.filters), order)))


def not_saved(error: Exception) -> str:
    """Return why saved searches could not be kept."""
    return texts.NOT_SAVED.format(error=sanitize(str(error), single_line=True))


def query_tips(*, is_numbered: bool = False) -> str:
    """Return examples of queries with what they mean, in two columns; with their numbers."""
    tips = [
        (f"{number} {query}" if is_numbered else query, meaning)
        for number, (query, meaning) in enumerate(texts.QUERY_TIPS, 1)
    ]
    note = texts.TIPS_RUN.format(count=len(tips)) if is_numbered else texts.TIPS_NOTE
    return "\n".join([*aligned(tips), "", f"  {note}"])


def aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return two columns, the first as wide as its widest entry."""
    first = max(width(left) for left, _right in rows)
    return [f"  {left}{' ' * (first - width(left))}   {right}" for left, right in rows]
