"""HTML elements by what they do to the text around them."""

from __future__ import annotations

from typing import Final


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


HIDDEN: Final = _names(
    "script style template noscript rt rp title iframe noembed noframes xmp",
)
"""Elements whose text no reader of the page sees, or reads twice (ruby)."""

PARAGRAPHS: Final = _names(
    "address article aside blockquote body center details dl fieldset figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr main nav ol p pre section table ul"
)
"""Blocks that browsers set apart, or that are made of blocks."""

LINES: Final = _names(
    "br caption dd dialog dir div dt figcaption frameset html legend li menu optgroup option"
    " search select summary tbody textarea tfoot thead tr"
)
"""Elements that begin and end a line."""

CELLS: Final = _names("td th")
KEPT_BLANKS: Final = _names("pre textarea listing")
HEADINGS: Final = _names("h1 h2 h3 h4 h5 h6")
RUBY_PARTS: Final = _names("ruby rb rt rp rtc")

RAW_TEXT: Final = _names("script style xmp iframe noembed noframes")
"""Elements whose content is neither markup nor text to read."""

ESCAPABLE_TEXT: Final = _names("textarea title")
"""Elements whose content has references but no tags."""

VOID: Final = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source"
    " track wbr"
)
"""Elements without content or end tag."""

CLOSED_BY_OTHERS: Final = _names(
    "p li dt dd tr td th thead tbody tfoot option optgroup rt rp rb rtc html head body"
)
"""Elements that cannot nest in themselves without another kind in between."""

DRAWINGS: Final = _names("svg math")

SHAPES: Final = _names(
    "path rect circle ellipse line polyline polygon use stop image g defs animate"
    " animatetransform lineargradient radialgradient clippath mask symbol tspan"
)
"""Elements of drawings that are commonly written to close themselves."""
