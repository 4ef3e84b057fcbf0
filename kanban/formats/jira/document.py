"""Atlassian's document format, reduced to plain text."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kanban.text.clean import clean

_DEEPEST = 50
_BLOCKS = frozenset(
    ("paragraph", "heading", "blockquote", "codeBlock", "panel", "expand", "nestedExpand", "tableRow", "decisionItem")
)
_LISTS = frozenset(("bulletList", "orderedList", "taskList", "decisionList"))


def text_of(raw: msgspec.Raw) -> str:
    """The text of a description or comment: as it is, or out of a document; empty where there is neither."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    text = value if isinstance(value, str) else _text(value, 0) if isinstance(value, dict) else ""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1])).strip()


def _text(node: Mapping[str, Any], depth: int) -> str:
    kind, attrs = str(node.get("type")), node.get("attrs")
    attrs = attrs if isinstance(attrs, dict) else {}
    if depth > _DEEPEST:
        return "…"
    match kind:
        case "text":
            return _linked(node)
        case "hardBreak":
            return "\n"
        case "rule":
            return "----\n"
        case "mention" | "emoji" | "status" | "date":
            return str(attrs.get("text") or attrs.get("shortName") or attrs.get("timestamp") or "")
        case "inlineCard" | "blockCard" | "embedCard":
            return str(attrs.get("url") or "")
    children = node.get("content")
    parts = [_text(child, depth + 1) for child in _listed(children) if isinstance(child, dict)]
    if kind in _LISTS:
        return _items(parts, kind == "orderedList") + "\n"
    if kind in ("tableCell", "tableHeader"):
        return " ".join("".join(parts).split()) + " | "
    text = "".join(parts)
    if kind == "taskItem":
        return f"[{'x' if attrs.get('state') == 'DONE' else ' '}] {text}\n"
    if kind == "tableRow":
        return text.removesuffix(" | ") + "\n"
    return text + "\n" + ("\n" if depth <= 1 else "") if kind in _BLOCKS else text


def _items(parts: Sequence[str], is_numbered: bool) -> str:
    out = []
    for number, part in enumerate(parts, start=1):
        mark = f"{number}. " if is_numbered else "- "
        out.append(mark + part.strip("\n").replace("\n", "\n  ") + "\n")
    return "".join(out)


def _linked(node: Mapping[str, Any]) -> str:
    """The text; behind it the address of a link that it does not spell itself."""
    text = str(node.get("text") or "")
    for mark in _listed(node.get("marks")):
        if isinstance(mark, dict) and mark.get("type") == "link" and isinstance(mark.get("attrs"), dict):
            href = str(mark["attrs"].get("href") or "")
            if href and href != text:
                return f"{text} ({href})"
    return text


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
