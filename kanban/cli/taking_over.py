"""Taking a foreign board over from the shell: the options that every format has, what is said, what is printed."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declared import JSON, Arg, arg, flag
from kanban.cli.progress import Progress
from kanban.cli.verbs.board import kind_of
from kanban.commands.imports import Import
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.formats.registry import Reader
from kanban.formats.understood import Understood
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg, tr

DRY_RUN = flag("--dry-run", help=msg("say what would be done, and write nothing"))
INTO = arg("--board", metavar="SLUG", complete="board", help=msg("the board to import into; made if it is not there"))
UNDER: tuple[Arg, ...] = (
    arg("--wp", metavar="CODE", complete="code", help=msg("put new cards under this work package")),
    arg("--driver", metavar="USER", help=msg("driver of a board that is made; by default you")),
    DRY_RUN,
    JSON,
)
"""The options that stand last."""


def take_over(context: Context, args: Any, load: Reader, words: Callable[[int, int], str] | None = None) -> None:
    """Take over a board of a format; `words` tell its progress. What was understood and left out is said last."""
    path = Path(args.file)
    store = context.store
    slugs = store.boards()
    existing = store.board(args.board) if args.board in slugs else None
    understood = _loaded(load, path, args.kind, words, existing)
    slug = args.board if args.board is not None else understood.suggested_slug
    board = store.board(slug) if slug in slugs else None
    if board is not None and existing is None:
        understood = _loaded(load, path, args.kind, words, board)
    command = _under(understood.command, args.wp, context) if args.wp is not None else understood.command
    before = board or assemble(BoardHead(schema=SCHEMA, slug=slug, driver=_driver(context, args)), {})
    try:
        take = _tried if args.dry_run else _carried_out
        after, changed = take(context, before, command, board is None)
    finally:
        for line in understood.understood:
            context.say(line)
        for line in understood.left_out:
            context.say(msg("left out: {line}", line=line))
    _report(context, args, before, after, changed, understood)


def _loaded(
    load: Reader, path: Path, kinds: tuple[str, ...] | None, words: Callable[[int, int], str] | None,
    board: Board | None,
) -> Understood:  # fmt: skip
    progress = Progress(words or of_cards)
    try:
        return load(path, _kinds(kinds), progress, board)
    finally:
        progress.close()


def _tried(context: Context, before: Board, command: Import, is_new: bool) -> tuple[Board, tuple[str, ...]]:
    """As `_carried_out`, but nothing is written: what would be done is said. Raises Refused as that does."""
    outcome = decide(before, Signed(command, context.user, context.now))
    access = context.store.access(before.slug)
    if not (is_new or access.write):
        raise Refused(msg("{board}: {reason}", board=before.slug, reason=access.why_not))
    context.say(msg("dry run: nothing is written"))
    if is_new:
        place = context.store.place
        context.say(
            msg("dry run: makes board {board} of {driver} in {place}", board=before.slug, driver=before.driver,
                place=place)
        )  # fmt: skip
    context.say(msg("dry run: {outcome}", outcome=outcome.message))
    return evolve(before, outcome), tuple(outcome.events)


def _carried_out(context: Context, before: Board, command: Import, is_new: bool) -> tuple[Board, tuple[str, ...]]:
    """The board with the import, made if it is new, and the cards that were changed."""
    board, store = before, context.store
    if is_new:
        decide(before, Signed(command, context.user, context.now))  # refused before a board is made
        board = store.create_board(before.slug, before.driver, None)
        context.say(
            msg("made board {board} of {driver} in {place}", board=board.slug, driver=board.driver, place=store.place)
        )
    after, applied = context.apply(board, command)
    return after, applied[0].subjects


def _report(
    context: Context, args: Any, before: Board, after: Board, changed: tuple[str, ...], found: Understood
) -> None:
    """JSON, or ids for whoever reads them from a pipe: on a terminal they would push the words off it."""
    new = [card_id for card_id in changed if card_id not in before.cards]
    if not args.json:
        for card_id in () if context.is_tty or args.dry_run else new:
            context.out(card_id)
        return
    content = {
        "dry_run": args.dry_run,
        "board": after.slug,
        "driver": after.driver,
        "cards_added": new,
        "cards_changed": [card_id for card_id in changed if card_id in before.cards],
        "columns": [{"id": c.id, "name": c.name, "kind": c.kind} for c in after.columns],
        "understood": list(map(str, found.understood)),
        "left_out": list(map(str, found.left_out)),
    }
    context.plain_json(content)


def _kinds(given: tuple[str, ...] | None) -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for text in given or ():
        name, equals, kind = text.rpartition("=")
        if not equals or not clean_line(name):
            raise Refused(msg('--kind: {value!r} is not NAME=KIND, such as "Doing=active"', value=clean_line(text)))
        kinds[name] = kind_of(kind, f"--kind: {clean_line(name)}")
    return kinds


def _driver(context: Context, args: Any) -> str:
    return clean_line(args.driver) if args.driver else context.user


def _under(command: Import, code: str, context: Context) -> Import:
    """The import with every card under a work package."""
    from kanban.cli.typed_fields import work_package

    package = work_package(context, code)
    cards = tuple(
        msgspec.structs.replace(card, fields={**card.fields, "work_package": package}) for card in command.cards
    )
    return msgspec.structs.replace(command, cards=cards)


def of_cards(done: int, total: int) -> str:
    """How many cards are done."""
    return tr("{done} of {total} cards", done=f"{done:,}", total=f"{total:,}")


def of_bytes(done: int, total: int) -> str:
    """How much of a file is read."""
    return tr("{done} of {total} MB", done=f"{done / 2**20:,.0f}", total=f"{total / 2**20:,.0f}")
