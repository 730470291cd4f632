"""Encodings that the user named, as an index remembers them."""

from __future__ import annotations

import os
from dataclasses import astuple
from typing import TYPE_CHECKING

from sou.documents.encoding_rules import EncodingRule, EncodingRules, merged_rules, parse_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sou.store.manifest import Manifest
    from sou.store.writer import IndexWriter


def encoding_rules(manifest: Manifest) -> EncodingRules:
    """Return the rules of an index."""
    return EncodingRules(EncodingRule(*row) for row in manifest.encodings)


def rules_with(manifest: Manifest, words: Sequence[str], paths: Sequence[str]) -> EncodingRules:
    """Return the rules that an index would have, were it told some words for some paths.

    Raises:
        ConfigError: a word names no encoding.
    """
    return EncodingRules(_merged(manifest, words, paths))


def remember_encodings(writer: IndexWriter, words: Sequence[str], paths: Sequence[str]) -> None:
    """Add what some words say to the rules of an index, and commit it.

    Committed before any file is read by them: an interrupted run goes on with the same.

    Raises:
        ConfigError: a word names no encoding.
    """
    rows = tuple(astuple(rule) for rule in _merged(writer.manifest, words, paths))
    if rows != writer.manifest.encodings:
        writer.keep_encodings(rows)
        writer.commit()


def _merged(manifest: Manifest, words: Sequence[str], paths: Sequence[str]) -> list[EncodingRule]:
    old = [EncodingRule(*row) for row in manifest.encodings]
    new = parse_rules(words, os.getcwd(), paths)  # noqa: PTH109  # keeps surrogates
    return merged_rules(old, new)
