"""Office files and books written by hand, part by part, for tests of their readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

XML = '<?xml version="1.0" encoding="UTF-8"?>'
_OFFICE = "http://schemas.openxmlformats.org"
_RELATIONSHIPS = f"{_OFFICE}/officeDocument/2006/relationships"
SPACES = " ".join(
    [
        f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"',
        f'xmlns:x="{_OFFICE}/spreadsheetml/2006/main"',
        f'xmlns:p="{_OFFICE}/presentationml/2006/main"',
        f'xmlns:a="{_OFFICE}/drawingml/2006/main"',
        f'xmlns:c="{_OFFICE}/drawingml/2006/chart"',
        f'xmlns:dgm="{_OFFICE}/drawingml/2006/diagram"',
        f'xmlns:m="{_OFFICE}/officeDocument/2006/math"',
        f'xmlns:mc="{_OFFICE}/markup-compatibility/2006"',
        f'xmlns:r="{_RELATIONSHIPS}"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:dcterms="http://purl.org/dc/terms/"',
        f'xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties"',
        *(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "text", "table", "presentation", "meta", "style")
        ),
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"',
    ]
)
"""Declarations of every prefix that tests use."""


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of parts, in order, the first one stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (name, content) in enumerate(parts.items()):
            file.writestr(name, content, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    return buffer.getvalue()


def xml(root: str, content: str, attributes: str = "") -> str:
    """Return an XML part with a root element."""
    return f"{XML}<{root} {SPACES} {attributes}>{content}</{root}>"


def relations(*targets: tuple[str, str]) -> str:
    """Return a part of relationships, ``rId1`` and on, each of a kind to a target."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    space = f"{_OFFICE}/package/2006/relationships"
    return f'{XML}<Relationships xmlns="{space}">{listed}</Relationships>'


def office_file(main: str, parts: Mapping[str, str | bytes]) -> bytes:
    """Return an Office file whose main part is ``main``, among ``parts``."""
    return archive({"_rels/.rels": relations(("officeDocument", main)), **parts})
