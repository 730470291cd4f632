"""Schemas without pickles: fields get packed formats, columns that pickle are refused."""

from __future__ import annotations

import copy
from typing import Any, Final

from whoosh import columns
from whoosh.fields import FieldConfigurationError, Schema, ensure_schema

from sou.codec.formats import packed

_COMPRESSORS: Final = ("zlib", "bz2", "lzma")
"""Whoosh imports the module that a compressed column names; others are not let in."""


def packed_schema(schema: Any) -> Any:
    """Return a schema with the same fields whose postings and columns are never pickled.

    The one given is left alone.

    Raises:
        FieldConfigurationError: a field has a format or column that cannot do without.
    """
    fields, subfields, dynamic = field_tables(ensure_schema(schema))
    mine = Schema()
    my_fields, my_subfields, my_dynamic = field_tables(mine)
    my_fields.update({name: packed_field(name, one) for name, one in fields.items()})
    my_subfields.update({name: list(names) for name, names in subfields.items()})
    for name, (pattern, one) in dynamic.items():
        my_dynamic[name] = (pattern, packed_field(name, one))
    return mine


def field_tables(schema: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return what a schema consists of.

    These are fields by name, names that a name stands for, patterns of names with their
    field. Whoosh offers no way to all of it: ``Schema.copy`` forgets patterns.
    """
    return schema._fields, schema._subfields, schema._dyn_fields  # noqa: SLF001  # see above


def packed_field(name: str, field: Any) -> Any:
    """Return a field like another, with packed formats.

    Raises:
        FieldConfigurationError: it has a format or column that cannot do without pickling.
    """
    mine = copy.copy(field)
    try:
        _check_column(field.column_type)
        for part in ("format", "vector"):
            if getattr(field, part, None):
                setattr(mine, part, packed(getattr(field, part)))
        if getattr(field, "subfield", None) is not None:
            mine.subfield = packed_field(name, field.subfield)
    except FieldConfigurationError as error:
        raise FieldConfigurationError(f"field {name!r}: {error}") from None
    return mine


def _check_column(column: Any) -> None:
    """Refuse a column that pickles, or that wraps one."""
    while column is not None:
        kind = type(column)
        if isinstance(column, (columns.PickleColumn, columns.CompressedBlockColumn)):
            raise FieldConfigurationError(
                f"{kind.__name__} pickles; use VarBytesColumn or CompressedBytesColumn"
            )
        if getattr(column, "_module", "zlib") not in _COMPRESSORS:
            raise FieldConfigurationError(f"{kind.__name__} may use {', '.join(_COMPRESSORS)} only")
        column = getattr(column, "_child", None)
