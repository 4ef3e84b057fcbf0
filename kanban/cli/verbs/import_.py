"""Taking over foreign boards."""

from pathlib import Path
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.taking_over import DRY_RUN, INTO, UNDER, take_over
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg


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
    INTO,
    arg(
        "--kind",
        metavar="LIST=KIND",
        many=True,
        help=msg("a list's kind: queue, active or done; may be given several times"),
    ),
    *UNDER,
    makes=True,
)
def trello(context: Context, args: Any) -> None:
    """Take over a Trello board."""
    from kanban.formats.registry import FORMATS

    take_over(context, args, FORMATS["trello"].read)


@verb(
    "import changes",
    msg("""Apply the changes that could not be saved when the screen was left: all of them, or none if one is refused.

Example:
  kanban import changes unsaved.jsonl --board bridge"""),
    arg("file", metavar="FILE", complete="file", help=msg("the file that was written when the board was left")),
    arg("--board", metavar="SLUG", complete="board", help=msg("apply changes of a board to this one instead")),
    DRY_RUN,
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
