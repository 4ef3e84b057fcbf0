"""Reading cards: `list` and `show`."""

from typing import Any, Literal

from kanban.cli import card_rows as cards
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.filtering import wanted_by
from kanban.cli.lookup import chosen_board, no_boards, picked, readable_boards
from kanban.metrics.rollup.attention import urgency
from kanban.model.board import Board
from kanban.model.card import Card, is_late
from kanban.model.lookup import column_named, milestone_named
from kanban.model.typed_card import in_plan
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import msg, msg_n
from kanban.text.numbers import whole_number

_MOST_SHOWN = 10**9 - 1
_SHOWN = ["id", "title", "column", "wp", "due", "age", "flags"]
FIELDS = arg(
    "--fields", metavar="A,B", help=msg("which fields, in which order; those of the JSON, and wp, due, age, flags")
)


@verb(
    "list",
    msg("""List the open cards of a board: those that need a hand first, then column by column, each from the top.

A card needs a hand when it is late, due within two days, blocked or ageing; the worst come first. On a narrow terminal
wp, age and column give way, so that title, due date and flags have room; --fields keeps all that it names.

Examples:
  kanban list --column doing
  kanban list --all-boards --blocked --fields board,id,title,flags
  kanban list --json --fields id,title,cycle_time_seconds"""),
    BOARD,
    flag("--all-boards", help=msg("cards of all boards of the workspace")),
    arg("--column", metavar="NAME", complete="column", help=msg("only cards in this column")),
    arg("--wp", metavar="CODE", complete="code", help=msg("only cards under this work package, or node above it")),
    arg("--milestone", metavar="M", complete="milestone", help=msg("only cards that this milestone waits for")),
    arg("--tag", metavar="T", help=msg("only cards with this tag")),
    arg("--member", metavar="M", help=msg("only cards of this member")),
    flag("--blocked", help=msg("only blocked cards")),
    flag("--late", help=msg("only unfinished cards past their due date")),
    flag("--done", help=msg("only cards that are done")),
    flag("--archived", help=msg("only cards that were archived")),
    flag("--all", help=msg("done and archived cards too")),
    arg("--search", metavar="TEXT", help=msg("only cards with this text in title or description")),
    arg(
        "--filter",
        metavar="FILTER",
        help=msg('only cards that fit: words, "a phrase", #tag, @member, m5, wp:1.2, is:late, due:<3d; - negates'),
    ),
    arg("--view", metavar="NAME", complete="view", help=msg("only cards that fit the filter saved under this name")),
    arg("--limit", metavar="N", help=msg("at most so many")),
    FIELDS,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """Open work, what needs a hand first."""
    fields = cards.chosen_fields(args.fields, _SHOWN, args.json)
    limit = _limit(args.limit)
    args.fits = wanted_by(context, args.filter, args.view)
    boards = _boards(context, args)
    _check_names(context, args, boards)
    fitting = [(board, card) for board in boards for card in _all(board) if _wanted(context, args, board, card)]
    asked, old = _asked_for(args), cards.old_cards(boards, context.now)
    rows = sorted((row for row in fitting if _state(*row) in asked), key=lambda row: _order(context, old, *row))
    is_told = "done" not in asked and (context.is_tty or not rows)
    done = sum(_state(*row) == "done" for row in fitting) if is_told else 0
    left = len(rows) - limit if limit is not None else 0
    rows = rows[:limit]
    if args.json:
        cards.print_json(context, rows, fields if args.fields else None)
    else:
        if args.all_boards and not args.fields:
            fields = ["board", *fields]
        cards.print_table(context, rows, fields, old, bool(args.fields))
        if not rows and boards:
            fits = any(board.cards for board in boards)
            context.say(msg("no cards that fit") if fits else msg("no cards"))
    if left > 0:
        context.say(msg_n("{n} more (--limit {limit})", "{n} more (--limit {limit})", left, limit=limit))
    if done:
        context.say(msg_n("{n} more is done (--done)", "{n} more are done (--done)", done))


def _boards(context: Context, args: Any) -> list[Board]:
    if args.all_boards:
        if args.board is not None:
            raise Usage(msg("list: {one} and {other} exclude each other", one="--board", other="--all-boards"))
        boards, _ = readable_boards(context)
    else:
        board = chosen_board(context, args.board)
        boards = [] if board is None else [board]
        context.unreadable([problem for board in boards for problem in context.store.problems(board.slug)])
    if not boards:
        context.say(no_boards(context))
    return boards


def _check_names(context: Context, args: Any, boards: list[Board]) -> None:
    """Refuse a column, milestone or work package that there is not, also where no card asks for it. Raises Refused."""
    if args.column is not None:
        for board in boards:
            column_named(board, args.column)
    if args.milestone is not None:
        milestone_named(context.plan, args.milestone)
    if args.wp is not None and not any(_is_below(card, args.wp) for board in boards for card in _all(board)):
        in_plan(args.wp, context.plan)


def _is_below(card: Card, code: str) -> bool:
    return card.work_package is not None and f"{card.work_package}.".startswith(f"{code}.")


def _all(board: Board) -> list[Card]:
    """On the board column by column, then archived."""
    on_board = [board.cards[i] for column in board.columns for i in board.cards_in(column.id)]
    shown = {card.id for card in on_board}
    return [*on_board, *(card for card in board.all_cards.values() if not card.void and card.id not in shown)]


State = Literal["open", "done", "archived"]


def _state(board: Board, card: Card) -> State:
    """Where a card stands."""
    if card.archived:
        return "archived"
    return "done" if board.column(card.column).kind == "done" else "open"


def _asked_for(args: Any) -> set[State]:
    """Open work, unless something else is asked for; of a column that is named all that is in it."""
    if args.all:
        return {"open", "done", "archived"}
    asked: set[State] = {"done"} if args.done else set()
    asked |= {"archived"} if args.archived else set()
    return asked or ({"open", "done"} if args.column is not None else {"open"})


def _order(context: Context, old: cards.Old, board: Board, card: Card) -> tuple[float, ...]:
    state = _state(board, card)
    if state != "open":
        return (2,) if state == "done" else (3,)
    worst = urgency(card, context.now, (board.slug, card.id) in old)
    return (0, *worst) if worst is not None else (1,)


def _wanted(context: Context, args: Any, board: Board, card: Card) -> bool:
    if not args.fits(board, card):
        return False
    if args.column is not None and card.column != column_named(board, args.column).id:
        return False
    package = card.work_package or ""
    if args.wp is not None and not _is_below(card, args.wp):
        return False
    if args.milestone is not None and not (
        package and milestone_named(context.plan, args.milestone).gates_package(package)
    ):
        return False
    if args.blocked and (card.flow.blocked_at is None or card.flow.is_finished):
        return False
    return not (args.late and not is_late(card, context.now)) and _has_words(args, card)


def _has_words(args: Any, card: Card) -> bool:
    for wanted, have in ((args.tag, card.tags), (args.member, card.members)):
        if wanted is not None and folded(wanted) not in map(folded, have):
            return False
    return args.search is None or folded(args.search) in folded(f"{card.title}\n{card.description}")


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    limit = whole_number(text, 1, _MOST_SHOWN)
    if limit is None:
        raise Usage(msg("--limit: {value!r} is no number above 0", value=clean_line(text)[:40]))
    return limit


@verb(
    "show",
    msg("Show a card: its fields, how long it took and where the time went, and its history in words."),
    arg("cards", metavar="ID", many=True, complete="card", help=msg("card: id, #id, board/id or part of a title")),
    BOARD,
    FIELDS,
    JSON,
)
def show(context: Context, args: Any) -> None:
    """Show a card."""
    fields = cards.chosen_fields(args.fields, [], args.json)
    picks = [picked(context, text, args.board) for text in args.cards]
    if args.json:
        cards.print_json(context, picks, fields or None)
    elif fields:
        old = cards.old_cards({pick.board.slug: pick.board for pick in picks}.values(), context.now)
        cards.print_table(context, list(picks), fields, old, True)
    else:
        from kanban.cli.card_page import print_card

        for number, (board, card) in enumerate(picks):
            if number:
                context.out()
            print_card(context, board, card)
