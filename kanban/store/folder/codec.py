"""Between files and typed values: decoding with the place of every fault named."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA, Board, BoardHead, Column, Ranked, assemble, check_columns, ranked
from kanban.model.card import Card
from kanban.model.plan import Milestone, Node, Plan, PlanEvent, is_code, is_milestone_id
from kanban.store.folder.integrity import oddities
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import Tables, decode_tables
from kanban.store.protocol import Unreadable
from kanban.text.messages import Refused


class _BoardFile(msgspec.Struct):
    board: dict[str, BoardHead]
    cards: dict[str, Card] = {}


PROBLEMS_NAMED = 1000
"""With more odd cards than this, a file is no board."""


_FLOW = b'"flow":{"created_at":"'
"""How every card's flow begins where this program wrote it: so many of them as cards, and every flow can be read."""
_COUNTED = b'"event_count":'
"""A key that every card has once, and no text can contain: its quotes would be escaped there."""
_CARD_BEGINS = re.compile(rb'"([^"\\]{1,40})"\s*:\s*\{\s*"id"\s*:')


class _Version(msgspec.Struct):
    schema: int


_board_file = msgspec.json.Decoder(_BoardFile)
_card = msgspec.json.Decoder(Card)


def glance(slug: str, content: bytes) -> Board | None:
    """The board in a file where nothing is odd at first sight; what `oddities` would say is still to be asked."""
    found = _decoded(slug, content)
    return found and found[0]


def _decoded(slug: str, content: bytes) -> tuple[Board, Ranked] | None:
    try:
        file = _board_file.decode(content)
        head, cards = file.board["1"], file.cards
        if head.schema != SCHEMA or head.slug != slug or content.count(_FLOW) != len(cards):
            return None
        if content.count(_COUNTED) > len(cards):  # one hides another
            return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        return None
    if check_columns(head.columns) or _twice(column.id for column in head.columns):
        return None
    order = ranked(cards)
    board = assemble(head, cards, order=order)
    return (board, order) if order.keys() <= {column.id for column in board.columns} else None


def board(path: Path, slug: str, content: bytes) -> Board:
    """The board in a file. One odd card becomes a problem of the board and hides no other.

    Raises Unreadable if the file is no board, or one of a newer version.
    """
    found = _decoded(slug, content)
    if found is not None and not any(oddities(path, *found)):
        return found[0]
    return _odd_board(path, slug, content)


def _odd_board(path: Path, slug: str, content: bytes) -> Board:
    tables, _ = migrated(path, decode_tables(path, content))
    head: BoardHead = _one(path, tables, "board", BoardHead)
    cards, problems = _cards_one_by_one(path, tables)
    if head.slug != slug:
        problems.append(f"{path}: it says it is board {head.slug!r}, but lies in folder {slug!r}")
    if not any(not column.deleted for column in head.columns):
        raise Unreadable(f"{path}: it has no columns")
    if wrong := check_columns(head.columns):
        problems.append(f"{path}: its columns make no board: {wrong}")
    problems += [f"{path}: two columns have the id {i!r}" for i in _twice(column.id for column in head.columns)]
    if content.count(_COUNTED) > len(cards) + len(problems):
        problems += _given_twice(path, content)
    for one in [i for i, card in cards.items() if not _has_flow(card)]:
        problems.append(f"{path}: card {one}: neither its flow nor its history can be read")
        del cards[one]
    result = assemble(head, cards)
    known = {column.id for column in head.columns if not column.deleted}
    lost = [i for column, lane in result.lanes.items() if column not in known for i in lane]
    problems += [f"{path}: card {i}: its column {cards[i].column!r} is not on the board" for i in lost]
    problems += oddities(path, result)
    if not problems:
        return result
    # So that every card is shown, in a column; a board with problems is never written.
    used = set(result.lanes)
    strange = dict.fromkeys(card.column for card in cards.values() if card.column not in {c.id for c in head.columns})
    columns = [msgspec.structs.replace(c, deleted=c.deleted and c.id not in used) for c in head.columns]
    columns += [Column(column, column, "queue", deleted=column not in used) for column in strange]
    head = msgspec.structs.replace(head, columns=tuple(columns))
    return msgspec.structs.replace(result, head=head, problems=tuple(problems))


def _has_flow(card: Card) -> bool:
    """Whether its flow can be read, or be told by its history: else nothing could show it."""
    try:
        return card.flow is not None
    except Refused:
        return False


def _given_twice(path: Path, content: bytes) -> list[str]:
    """Sentences about ids that stand in the file more than once: JSON keeps only the last of each."""
    keys = _twice(match[1].decode("utf-8", "replace") for match in _CARD_BEGINS.finditer(content))
    return [f"{path}: card {key}: it is there more than once" for key in keys] or [
        f"{path}: it has more cards than ids, so one hides another"
    ]


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def archive(path: Path, content: bytes) -> tuple[dict[str, Card], tuple[str, ...]]:
    """The cards of an archive, and sentences about those that cannot be read. Raises Unreadable."""
    tables, _ = migrated(path, decode_tables(path, content))
    raw = tables.get("archive", {}).get("1")
    if raw is None:
        raise Unreadable(f"{path}: it has no 'archive' record")
    version = _document(path, "archive", "1", raw, _Version).schema
    if version > SCHEMA:
        raise Unreadable(newer(path, version))
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
    for node in nodes:
        if not is_code(node.code):
            raise Unreadable(f"{path}: nodes: code {node.code[:40]!r} is no WBS code of level 1 to 3")
    for milestone in milestones:
        if not is_milestone_id(milestone.id):
            raise Unreadable(f"{path}: milestones: {milestone.id[:40]!r} is no milestone id")
        if odd := [gate for gate in milestone.gates if not is_code(gate)]:
            raise Unreadable(f"{path}: milestone {milestone.id}: gate {odd[0][:40]!r} is no WBS code of level 1 to 3")
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
        raise Unreadable(newer(path, version))
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


def newer(path: Path, version: int) -> str:
    """The sentence for a file of a newer schema."""
    return f"{path}: written by a newer version of this program (schema {version}, this one reads up to {SCHEMA})"
