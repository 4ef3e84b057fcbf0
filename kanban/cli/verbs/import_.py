"""Taking over foreign boards."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.verbs.board import kind_of
from kanban.commands.imports import Import
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.formats.understood import Understood
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.plan import Plan
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg, tr

_DRY_RUN = flag("--dry-run", help=msg("say what would be done, and write nothing"))


@verb(
    "import trello",
    msg("""Take over a Trello board: lists, cards, and the history in the export's actions.

It says what it understood and what it left out; the kinds of columns are guessed from names, order and moves, so
look at them with --dry-run first. Ids, addresses, covers, reminders and settings of Trello's own are neither
kept nor counted. The same file a second time changes nothing; a newer export of the same board adds what is new.
Without --board a board named like the Trello board is made. Ids of new cards are printed to a pipe. `kanban undo`
takes the import back, with its cards; columns that came with it stay.

Example:
  kanban import trello export.json --board bridge --kind "Doing=active" --kind "验收=done\""""),
    arg("file", metavar="FILE", complete="file", help=msg("the JSON export of a Trello board")),
    arg("--board", metavar="SLUG", complete="board", help=msg("the board to import into; made if it is not there")),
    arg(
        "--kind",
        metavar="LIST=KIND",
        many=True,
        help=msg("a list's kind: queue, active or done; may be given several times"),
    ),
    arg("--wp", metavar="CODE", complete="code", help=msg("put new cards under this work package")),
    arg("--driver", metavar="USER", help=msg("driver of a board that is made; by default you")),
    _DRY_RUN,
    JSON,
    makes=True,
)
def trello(context: Context, args: Any) -> None:
    """Take over a Trello board."""
    _take_over(context, args, "trello")


def _take_over(context: Context, args: Any, name: str) -> None:
    """Take over a board of a format. What was understood and left out is the last that is said."""
    from kanban.formats.registry import FORMATS

    load = FORMATS[name].read
    path = Path(args.file)
    store = context.store
    slugs = store.boards()
    existing = store.board(args.board) if args.board in slugs else None
    found = load(path, _kinds(args.kind), _progress, existing)
    slug = args.board if args.board is not None else found.suggested_slug
    board = store.board(slug) if slug in slugs else None
    if board is not None and existing is None:
        found = load(path, _kinds(args.kind), _progress, board)
    command = _under(found.command, args.wp, context) if args.wp is not None else found.command
    before = board or assemble(BoardHead(schema=SCHEMA, slug=slug, driver=_driver(context, args)), {})
    try:
        take = _tried if args.dry_run else _carried_out
        after, changed = take(context, before, command, board is None)
    finally:
        for line in found.understood:
            context.say(line)
        for line in found.left_out:
            context.say(msg("left out: {line}", line=line))
    _report(context, args, before, after, changed, found)


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


@verb(
    "import changes",
    msg("""Apply the changes that could not be saved when the screen was left: all of them, or none if one is refused.

Example:
  kanban import changes unsaved.jsonl --board bridge"""),
    arg("file", metavar="FILE", complete="file", help=msg("the file that was written when the board was left")),
    arg("--board", metavar="SLUG", complete="board", help=msg("apply changes of a board to this one instead")),
    _DRY_RUN,
)
def changes(context: Context, args: Any) -> None:
    """Apply the changes that could not be saved when the screen was left."""
    from kanban.formats.pending_changes import read

    refs: dict[str | None, list[Signed]] = {}
    for signed, ref in read(Path(args.file)):
        refs.setdefault(args.board if args.board and ref else ref, []).append(signed)
    outcomes = {ref: _rehearse(context, args.file, ref, commands) for ref, commands in refs.items()}
    if args.dry_run:
        context.say(msg("dry run: nothing is written"))
        for messages in outcomes.values():
            for message in messages:
                context.say(msg("dry run: {outcome}", outcome=message))
        return
    for ref, commands in refs.items():
        applied = context.store.apply(ref, commands)[1]
        for result in applied:
            context.say(result.refusal.message if result.refusal else result.message)
        done = sum(not result.refusal for result in applied)
        place = ref if ref is not None else msg("the plan")
        context.say(msg("{done} of {total} changes applied to {place}", done=done, total=len(commands), place=place))


def _rehearse(context: Context, file: str, ref: str | None, commands: list[Signed]) -> list[Message]:
    """What would be done, before anything is changed. Raises Refused naming file and change."""
    from kanban.cli.lookup import board_or_refuse

    state: Board | Plan = context.plan if ref is None else board_or_refuse(context, ref)
    messages = []
    for number, signed in enumerate(commands, start=1):
        try:
            outcome = decide(state, signed)
            state = evolve(state, outcome)
            messages.append(outcome.message)
        except Refused as refusal:
            raise Refused(
                msg("{file}: change {n} cannot be made any more: {reason}", file=clean_line(file), n=number,
                    reason=refusal.message)
            ) from None  # fmt: skip
    return messages


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


def _progress(done: int, total: int) -> None:
    if sys.stderr is None:
        return
    on_terminal = sys.stderr.isatty()
    begin, end = ("\r", "\n" if done == total else "") if on_terminal else ("", "\n")
    words = tr("{done} of {total} cards", done=f"{done:,}", total=f"{total:,}")
    sys.stderr.write(f"{begin}{words}{end}")
    sys.stderr.flush()
