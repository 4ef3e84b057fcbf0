"""Taking over foreign boards."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kanban.cli.board import kind_of
from kanban.cli.context import Shell
from kanban.cli.spec import JSON, arg, verb
from kanban.commands.imports import Import
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.plan import Plan
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg, tr


@verb(
    "import trello",
    arg("file", metavar="FILE", complete="file", help="the JSON export of a Trello board"),
    arg("--board", metavar="SLUG", complete="board", help="the board to import into; made if it is not there"),
    arg(
        "--kind",
        metavar="LIST=KIND",
        action="append",
        help="a list's kind: queue, active or done; may be given several times",
    ),
    arg("--wp", metavar="CODE", complete="code", help="put new cards under this work package"),
    arg("--driver", metavar="USER", help="driver of a board that is made; by default you"),
    JSON,
)
def trello(shell: Shell, args: argparse.Namespace) -> None:
    """Take over a Trello board: lists, cards, and the history in the export's actions.

    It says what it understood and what it left out. The same file a second time changes nothing; a newer export of
    the same board adds what is new. Without --board a board named like the Trello board is made.

    Example:
      kanban import trello export.json --board bridge --kind "Doing=active" --kind "验收=done"
    """
    from kanban.formats.registry import FORMATS

    load = FORMATS["trello"].read
    path = Path(args.file)
    existing = shell.store.board(args.board) if args.board in shell.store.boards() else None
    found = load(path, _kinds(args.kind), _progress, existing)
    slug = args.board if args.board is not None else found.suggested_slug
    board = shell.store.board(slug) if slug in shell.store.boards() else None
    if board is not None and existing is None:
        found = load(path, _kinds(args.kind), _progress, board)
    command = _under(found.command, args.wp, shell) if args.wp is not None else found.command
    before = board or assemble(BoardHead(schema=SCHEMA, slug=slug, driver=_driver(shell, args)), {})
    for line in found.understood:
        shell.say(str(line))
    for line in found.left_out:
        shell.say(tr("left out: {line}", line=line))
    if board is None:
        decide(before, Signed(command, shell.user, shell.now))  # refused before a board is made
        board = shell.store.create_board(slug, before.driver, None)
        shell.say(f"made board {board.slug} of {board.driver} in {shell.folder}")
    after, applied = shell.apply(board, command)
    _report(shell, args, board, after, applied[0].subjects, found.understood, found.left_out)


@verb(
    "import changes",
    arg("file", metavar="FILE", complete="file", help="the file that was written when the board was left"),
    arg("--board", metavar="SLUG", complete="board", help="apply changes of a board to this one instead"),
)
def changes(shell: Shell, args: argparse.Namespace) -> None:
    """Apply the changes that could not be saved when the screen was left: all of them, or none if one is refused.

    Example:
      kanban import changes unsaved.jsonl --board bridge
    """
    from kanban.formats.pending_changes import read

    refs: dict[str | None, list[Signed]] = {}
    for signed, ref in read(Path(args.file)):
        refs.setdefault(args.board if args.board and ref else ref, []).append(signed)
    for ref, commands in refs.items():
        _rehearse(shell, args.file, ref, commands)
    for ref, commands in refs.items():
        applied = shell.store.apply(ref, commands)[1]
        for result in applied:
            shell.say(str(result.refusal) if result.refusal else str(result.message))
        done = sum(not result.refusal for result in applied)
        place = ref if ref is not None else msg("the plan")
        shell.say(tr("{done} of {total} changes applied to {place}", done=done, total=len(commands), place=place))


def _rehearse(shell: Shell, file: str, ref: str | None, commands: list[Signed]) -> None:
    """Refuse what would be refused before anything is changed. Raises Refused naming file and change."""
    from kanban.cli.lookup import board_or_refuse

    state: Board | Plan = shell.plan if ref is None else board_or_refuse(shell, ref)
    for number, signed in enumerate(commands, start=1):
        try:
            state = evolve(state, decide(state, signed))
        except Refused as refusal:
            raise Refused(
                msg("{file}: change {n} cannot be made any more: {reason}", file=clean_line(file), n=number,
                    reason=refusal.message)
            ) from None  # fmt: skip


def _report(
    shell: Shell, args: argparse.Namespace, before: Board, after: Board, changed: tuple[str, ...],
    understood: tuple[Message, ...], left_out: tuple[Message, ...],
) -> None:  # fmt: skip
    new = [card_id for card_id in changed if card_id not in before.cards]
    if not args.json:
        for card_id in new:
            shell.out(card_id)
        return
    content = {
        "board": after.slug,
        "driver": after.driver,
        "cards_added": new,
        "cards_changed": [card_id for card_id in changed if card_id in before.cards],
        "columns": [{"id": c.id, "name": c.name, "kind": c.kind} for c in after.columns],
        "understood": list(map(str, understood)),
        "left_out": list(map(str, left_out)),
    }
    shell.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")


def _kinds(given: list[str] | None) -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for text in given or ():
        name, equals, kind = text.rpartition("=")
        if not equals or not clean_line(name):
            raise Refused(f'--kind: {clean_line(text)!r} is not LIST=KIND, such as "Doing=active"')
        kinds[name] = kind_of(kind, f"--kind: {clean_line(name)}")
    return kinds


def _driver(shell: Shell, args: argparse.Namespace) -> str:
    return clean_line(args.driver) if args.driver else shell.user


def _under(command: Import, code: str, shell: Shell) -> Import:
    """The import with every card under a work package."""
    from kanban.cli.typed_fields import work_package

    package = work_package(shell, code)
    cards = tuple(
        msgspec.structs.replace(card, fields={**card.fields, "work_package": package}) for card in command.cards
    )
    return msgspec.structs.replace(command, cards=cards)


def _progress(done: int, total: int) -> None:
    if sys.stderr is None:
        return
    on_terminal = sys.stderr.isatty()
    begin, end = ("\r", "\n" if done == total else "") if on_terminal else ("", "\n")
    sys.stderr.write(f"{begin}{done:,} of {total:,} cards{end}")
    sys.stderr.flush()
