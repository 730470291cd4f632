"""Section ``size``: how large the indexes are, and how long opening one takes."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from bench.processes import NotAvailableError, run_job
from bench.sections import Section
from bench.table import MEGABYTE, NOTHING, number, ratio, table

if TYPE_CHECKING:
    from bench.corpus import Survey
    from bench.indexes import Bench, Index


def weigh(bench: Bench) -> Section:
    """Compare the sizes of the indexes with the texts, and with each other."""
    section = Section()
    survey = bench.survey()
    indexes: dict[str, Index] = {}
    opened: dict[str, list[float]] = {}
    for engine in bench.engines():
        try:
            indexes[engine] = bench.index(engine)
            opened[engine] = run_job("open", engine=engine, folder=str(indexes[engine].folder))["s"]
        except NotAvailableError as error:
            section.notes.append(f"{engine}: {error}")
    parts = _parts(indexes)
    section.tables.append(_sizes_table(bench, survey, indexes, opened, parts))
    section.tables += [
        _parts_table(engine, of_engine, survey) for engine, of_engine in parts.items()
    ]
    section.raw = {
        "text_bytes": survey.text_bytes,
        "size_bytes": {engine: index.size_bytes for engine, index in indexes.items()},
        "peak_bytes": {engine: index.built.peak_bytes for engine, index in indexes.items()},
        "open_s": opened,
        "parts": parts,
    }
    return section


def _parts(indexes: dict[str, Index]) -> dict[str, dict[str, int]]:
    """Return the parts of the indexes that keep the texts as well."""
    from bench import ours, peer_tantivy

    found = {}
    for engine, parts in (("ours", ours.parts), ("tantivy", peer_tantivy.parts)):
        if engine in indexes:
            sizes = parts(indexes[engine].folder)
            found[engine] = dict(sorted(sizes.items(), key=lambda item: -item[1]))
    return found


def _texts_bytes(engine: str, parts: dict[str, dict[str, int]]) -> int:
    from bench import ours, peer_tantivy

    stored = {"ours": ours.STORED_PART, "tantivy": peer_tantivy.STORED_PART}
    return parts[engine].get(stored[engine], 0) if engine in parts else 0


def _sizes_table(
    bench: Bench,
    survey: Survey,
    indexes: dict[str, Index],
    opened: dict[str, list[float]],
    parts: dict[str, dict[str, int]],
) -> str:
    ours = indexes.get("ours")
    rows = []
    for engine, index in indexes.items():
        postings = index.size_bytes - _texts_bytes(engine, parts)
        ours_postings = ours.size_bytes - _texts_bytes("ours", parts) if ours else None
        rows.append(
            [
                engine,
                number(index.size_bytes / MEGABYTE),
                ratio(index.size_bytes, survey.text_bytes),
                ratio(postings, survey.text_bytes),
                ratio(ours_postings, postings),
                number(index.built.peak_bytes / MEGABYTE),
                _milliseconds(opened.get(engine)),
            ]
        )
    title = (
        f"Size: {bench.corpus.documents:,} documents, "
        f"{survey.text_bytes / MEGABYTE:.1f} MB of text in UTF-8"
    )
    head = [
        "",
        "index MB",
        "index/text",
        "without texts",
        "ours/row",
        "peak MB",
        "open ms, first/median",
    ]
    return table(title, head, rows)


def _milliseconds(times_s: list[float] | None) -> str:
    if not times_s:
        return NOTHING
    return f"{number(times_s[0] * 1000)}/{number(median(times_s) * 1000)}"


def _parts_table(engine: str, parts: dict[str, int], survey: Survey) -> str:
    rows = [
        [part, number(size / MEGABYTE), ratio(size, survey.text_bytes)]
        for part, size in parts.items()
        if size
    ]
    return table(f"Parts of the index of {engine}", ["", "MB", "part/text"], rows)
