"""The OpenAPI page for people: one page of HTML, without scripts and without other sites."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sou.output.wire import JsonObject

PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Nothing is loaded, and no page shows this one inside it."""
_STYLE: Final = """\
body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;
color-scheme:light dark}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}
code,pre{font:14px/1.4 ui-monospace,monospace}
pre{overflow:auto;padding:.6rem;border:1px solid #8886}
"""
_NEEDED: Final = """\
Every address below <code>/v1/</code> wants the token that <code>sou serve</code> printed
or was given:"""


def page(description: JsonObject) -> str:
    """Return the page."""
    info = description["info"]
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(info['title'])} {escape(info['version'])}</title>",
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
            f"<p>{escape(info['summary'])}. {_NEEDED}</p>",
            "<pre>Authorization: Bearer TOKEN</pre>",
            '<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>',
            *_operations(description),
            "</body></html>\n",
        )
    )


def _operations(description: JsonObject) -> Iterator[str]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
            yield f"<p>{escape(operation['summary'])}.</p>"
            yield from _parameters(operation)
            yield from _responses(operation, description)


def _parameters(operation: JsonObject) -> Iterator[str]:
    rows = [
        (one["name"], one["required"], one["schema"], one["description"])
        for one in operation.get("parameters", ())
    ]
    if "requestBody" in operation:
        yield "<p>The body is a JSON object:</p>"
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        required = schema.get("required", ())
        rows = [
            (name, name in required, one, one["description"])
            for name, one in schema["properties"].items()
        ]
    if rows:
        yield "<table><tr><th>name</th><th>value</th><th>meaning</th></tr>"
        for name, is_required, schema, help_text in rows:
            value = f"{_shown(schema)}{', required' if is_required else ''}"
            yield f"<tr><td><code>{escape(name)}</code></td><td>{escape(value)}</td>"
            yield f"<td>{escape(help_text)}</td></tr>"
        yield "</table>"


def _shown(schema: JsonObject) -> str:
    if schema["type"] == "array":
        return f"up to {schema['maxItems']} of: {_shown(schema['items'])}"
    parts = [" | ".join(schema.get("enum", [schema["type"]]))]
    for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "length ≤")):
        if name in schema:
            parts.append(f"{sign} {schema[name]}")
    if "default" in schema:
        parts.append(f"default {json.dumps(schema['default'])}")
    return ", ".join(parts)


def _responses(operation: JsonObject, description: JsonObject) -> Iterator[str]:
    yield "<table><tr><th>status</th><th>answer</th></tr>"
    for status, answer in operation["responses"].items():
        shown = answer
        if "$ref" in answer:
            shown = description["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        schema = shown["content"]["application/json"]["schema"]
        message = schema.get("$ref", "").rpartition("/")[2]
        named = f" <code>{escape(message)}</code>" if message else ""
        yield f"<tr><td>{status}</td><td>{escape(shown['description'])}{named}</td></tr>"
    yield "</table>"
