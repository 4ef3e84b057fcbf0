"""Between files and typed values: decoding with the place of every fault named."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA, Board, BoardHead, assemble, check_columns
from kanban.model.card import Card
from kanban.model.plan import Milestone, Node, Plan, PlanEvent
from kanban.store.migrate import migrated
from kanban.store.protocol import Unreadable
from kanban.store.tables import Tables, decode_tables


class _BoardFile(msgspec.Struct):
    board: dict[str, BoardHead]
    cards: dict[str, Card] = {}


PROBLEMS_NAMED = 1000
"""With more odd cards than this, a file is no board."""


class _Version(msgspec.Struct):
    schema: int


_board_file = msgspec.json.Decoder(_BoardFile)
_card = msgspec.json.Decoder(Card)


def board(path: Path, slug: str, content: bytes) -> Board:
    """The board in a file. One odd card becomes a problem of the board and hides no other.

    Raises Unreadable if the file is no board, or one of a newer version.
    """
    try:
        file = _board_file.decode(content)
        head, cards = file.board["1"], file.cards
        problems: list[str] = []
        if head.schema > SCHEMA:
            raise Unreadable(_newer(path, head.schema))
        if head.schema < SCHEMA:
            raise KeyError(head.schema)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        tables, _ = migrated(path, decode_tables(path, content))
        head = _one(path, tables, "board", BoardHead)
        cards, problems = _cards_one_by_one(path, tables)
    if head.slug != slug:
        problems.append(f"{path}: it says it is board {head.slug!r}, but lies in folder {slug!r}")
    result = assemble(head, cards)
    if wrong := check_columns(head.columns):
        problems.append(f"{path}: its columns make no board: {wrong}")
    known = {column.id for column in head.columns}
    lost = [i for column, lane in result.lanes.items() if column not in known for i in lane]
    problems += [f"{path}: card {i}: its column {cards[i].column!r} is not on the board" for i in lost]
    problems += [f"{path}: card {key}: its id is {card.id!r}" for key, card in cards.items() if card.id != key]
    return msgspec.structs.replace(result, problems=tuple(problems)) if problems else result


def archive(path: Path, content: bytes) -> tuple[dict[str, Card], tuple[str, ...]]:
    """The cards of an archive, and sentences about those that cannot be read. Raises Unreadable."""
    tables, _ = migrated(path, decode_tables(path, content))
    raw = tables.get("archive", {}).get("1")
    if raw is None:
        raise Unreadable(f"{path}: it has no 'archive' record")
    version = _document(path, "archive", "1", raw, _Version).schema
    if version > SCHEMA:
        raise Unreadable(_newer(path, version))
    cards, problems = _cards_one_by_one(path, tables)
    return cards, tuple(problems)


def plan(path: Path, content: bytes) -> Plan:
    """The plan in a file. Raises Unreadable."""
    tables, _ = migrated(path, decode_tables(path, content))
    head: Plan = _one(path, tables, "plan", Plan)
    nodes = [_document(path, "nodes", key, raw, Node) for key, raw in tables.get("nodes", {}).items()]
    milestones = [
        _document(path, "milestones", key, raw, Milestone) for key, raw in tables.get("milestones", {}).items()
    ]
    log = [_document(path, "log", key, raw, PlanEvent) for key, raw in tables.get("log", {}).items()]
    return msgspec.structs.replace(
        head,
        nodes={node.code: node for node in nodes},
        milestones={milestone.id: milestone for milestone in milestones},
        log=tuple(log),
    )


def plan_documents(plan: Plan) -> dict[str, Mapping[str, Any]]:
    """The plan as tables of documents."""
    return {
        "plan": {"1": msgspec.structs.replace(plan, nodes={}, milestones={}, log=())},
        "nodes": _numbered(plan.nodes.values()),
        "milestones": _numbered(plan.milestones.values()),
        "log": _numbered(plan.log),
    }


def _numbered(values: Any) -> dict[str, Any]:
    return {str(number): value for number, value in enumerate(values, start=1)}


def _one(path: Path, tables: Tables, name: str, type_: type) -> Any:
    raw = tables.get(name, {}).get("1")
    if raw is None:
        raise Unreadable(f"{path}: it has no {name!r} record")
    try:
        version = msgspec.json.decode(raw, type=_Version).schema
    except msgspec.MsgspecError as error:
        raise Unreadable(f"{path}: {name}: {error}") from None
    if version > SCHEMA:
        raise Unreadable(_newer(path, version))
    return _document(path, name, "1", raw, type_)


def _document(path: Path, name: str, key: str, raw: msgspec.Raw, type_: type) -> Any:
    try:
        return msgspec.json.decode(raw, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"{path}: {name} {key}: {error}") from None


def _cards_one_by_one(path: Path, tables: Tables) -> tuple[dict[str, Card], list[str]]:
    cards: dict[str, Card] = {}
    problems: list[str] = []
    for key, raw in tables.get("cards", {}).items():
        try:
            cards[key] = _card.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            problems.append(f"{path}: card {key}: {error}")
            if len(problems) > PROBLEMS_NAMED:
                why = f"more than {PROBLEMS_NAMED} cards cannot be read, the first: {problems[0]}"
                raise Unreadable(f"{path}: {why}") from None
    return cards, problems


def _newer(path: Path, version: int) -> str:
    return f"{path}: written by a newer version of this program (schema {version}, this one reads up to {SCHEMA})"
