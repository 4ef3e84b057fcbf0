"""What holds of everything that leaves as JSON (DOMAIN, 6), as one list of what is wrong with a report."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import jsonschema

from kanban.metrics.reports.export import encode, json_schema

NO_SHARES = {"deviation_rate", "buffer_used_rate", "discount_rate", "loss_rate"}
"""Rates that may lie outside 0 and 1: their shapes say so."""
FREE = {"external_id", "work_package", "due_at", "estimate", "blocked_reason", "from_at", "to_at", "at"}
"""Null without a reason: what nobody gave a card, and what does not belong to a kind of change."""
TOLD = {"status_reason", "blocked_reason", "history_reason"}
"""A reason of something that is no null."""
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_BY_NAME = {"by_reason", "excluded", "definitions"}
"""Their keys are codes."""


def read(report: Any, zone: str = "Asia/Shanghai") -> dict[str, Any]:
    """The report as another program reads it."""
    content: dict[str, Any] = json.loads(encode(report, zone))
    return content


def wrong(content: dict[str, Any], name: str) -> list[str]:
    """Where a report breaks a rule; a schema that it does not keep to is raised."""
    _validator(name).validate(content)
    return sorted(set(_wrong(content, name)))


@lru_cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(name))


def _wrong(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _wrong(item, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _wrong_key(value, key, f"{path}.{key}")
            if key not in ("history", *_BY_NAME):
                yield from _wrong(item, f"{path}.{key}")


def _wrong_key(row: dict[str, Any], key: str, path: str) -> Iterator[str]:
    value = row[key]
    if not _NAME.fullmatch(key):
        yield f"{path}: no snake_case"
    if value is None and key not in FREE and not row.get(f"{key}_reason"):
        yield f"{path}: null without a reason"
    if key.endswith("_reason") and key not in TOLD and row.get(key.removesuffix("_reason")) not in (None, []):
        yield f"{path}: a reason beside a value"
    if key.endswith("_rate") and value is not None and key not in NO_SHARES and not 0 <= value <= 1:
        yield f"{path}: {value} is no share"
    if key.endswith("_seconds") and not (value is None or isinstance(value, int | float)):
        yield f"{path}: {value!r} is no number of seconds"
    if key.endswith("_at") and value is not None and datetime.fromisoformat(value).tzinfo is None:
        yield f"{path}: {value} has no offset"
