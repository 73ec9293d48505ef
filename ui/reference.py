"""An OpenAPI document as one HTML page (pure): no script, the stylesheet allowed by its hash."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Json = Mapping[str, Any]

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a;
  --line: #d8dee4; --box: #f6f8fa; --link: #0a53be; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --paper: #15181c; --soft: #a5b0bc; --line: #333a42; --box: #1f242a;
    --link: #8ab8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { margin: 0; } h2 { margin: 2rem 0 .5rem; }
p { margin: .4rem 0; } a { color: var(--link); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; }
summary { padding: .5rem .7rem; cursor: pointer; overflow-wrap: anywhere; }
details > div { padding: 0 .7rem .6rem; overflow-x: auto; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .875em; }
pre { background: var(--box); padding: .6rem; border-radius: .4rem; margin: .4rem 0;
  overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0;
  border-top: 1px solid var(--line); }
.soft { color: var(--soft); }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
"""Content-Security-Policy that goes with the page."""


def render_reference(document: Json) -> str:
    """Return the page: operations under their tags, then the shapes that they name."""
    parts = [
        "<!doctype html>",
        '<html lang="vi"><head><meta charset="utf-8"><title>planqa · API</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{STYLE}</style></head><body><main>",
        f"<h1>planqa · API {escape(document['info']['version'])}</h1>",
        f"<p>{_prose(document['info']['description'])}</p>",
        '<p><a href="/openapi.json">openapi.json</a></p>',
    ]
    for tag in document["tags"]:
        parts.append(f"<h2>{escape(tag['description'])}</h2>")
        parts += (_operation(path, method, one) for path, method, one in _of(document, tag["name"]))
    parts.append("<h2>Kiểu dữ liệu / Shapes</h2>")
    parts += (_shape(name, one) for name, one in document["components"]["schemas"].items())
    return "\n".join((*parts, "</main></body></html>"))


def _of(document: Json, tag: str) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if tag in operation["tags"]:
                yield path, method, operation


def _operation(path: str, method: str, operation: Json) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}"
        f"{' *' if one.get('required') else ''}</td><td>{_type(one['schema'])}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", ())
    )
    sent = "".join(
        f"<p>↑ <code>{escape(kind)}</code>: {_type(content['schema'])}</p>"
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
    )
    replies = "".join(
        f"<tr><td>{status}</td><td>{escape(reply['description'])}</td>"
        f"<td>{_content(reply)}</td></tr>"
        for status, reply in operation["responses"].items()
    )
    text = operation["description"]
    told = "" if text == operation["summary"] + "." else f"<p>{_prose(text)}</p>"
    return (
        f'<details id="{escape(operation["operationId"])}"><summary><code>{method.upper()} '
        f"{escape(path)}</code> <span class=soft>{_prose(operation['summary'])}</span></summary>"
        f"<div>{told}{f'<table>{rows}</table>' if rows else ''}{sent}"
        f"<table>{replies}</table></div></details>"
    )


def _content(reply: Json) -> str:
    return "<br>".join(
        f"<code>{escape(kind)}</code> {_type(content.get('schema', {}))}"
        for kind, content in reply.get("content", {}).items()
    )


def _type(schema: Json) -> str:
    """Return a schema in few words, with links to the shapes that it names."""
    if reference := schema.get("$ref"):
        name = escape(reference.rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(map(_type, options))
    if values := schema.get("enum"):
        return " | ".join(f"<code>{escape(json.dumps(value))}</code>" for value in values)
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return escape(str(schema.get("type", "")))


def _prose(text: str) -> str:
    """Return text with what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _shape(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{' *' if field in required else ''}</td>"
        f"<td>{_type(one)}</td><td>{escape(one.get('description', ''))}</td></tr>"
        for field, one in schema.get("properties", {}).items()
    )
    shown = "".join(
        f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=2))}</pre>"
        for example in schema.get("examples", ())
    )
    return (
        f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary><div>'
        f"<p>{_prose(schema.get('description', ''))}</p><table>{rows}</table>"
        f"{shown}</div></details>"
    )
