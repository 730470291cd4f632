"""The JSON Schema of what sou writes: docs/schema/sou-1.json, which every wheel carries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sou.output.wire import JsonObject

_NAME: Final = "sou-1.json"


def wire_schema() -> JsonObject:
    """Return the schema, read from the disk each time."""
    here = Path(__file__)
    packed = here.with_name(_NAME)
    if not packed.exists():  # a checkout, where there is one copy, among the pages
        packed = here.parents[3] / "docs" / "schema" / _NAME
    schema: JsonObject = json.loads(packed.read_text("utf-8"))
    return schema
