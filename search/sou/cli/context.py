"""Lines around the matches of hits, read from the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sou.output.context import context_lines, shown_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sou.cli.search_order import Order
    from sou.engine import Index
    from sou.model import Hit
    from sou.output.style import Style


def lines_around(index: Index, order: Order, style: Style) -> Callable[[Hit], Iterator[str]]:
    """Return what shows the lines around the places of a hit; ``--`` parts those not adjacent."""

    def shown(hit: Hit) -> Iterator[str]:
        stored = index.document(hit.document.id)
        text = stored.text()
        spans = index.matches(hit.document.id, order.request)
        end = None
        for focus in sorted((hit.offset, *(one.offset for one in hit.more))):
            lines = context_lines(text, focus, order.before, order.after)
            new = [line for line in lines if end is None or line.start > end]
            if end is not None and new and new[0].start > end + 1:
                yield "    --\n"
            yield from shown_lines(text, new, spans, stored.source_map, style)
            end = max(end or 0, lines[-1].end)

    return shown
