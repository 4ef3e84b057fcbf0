"""The store on a PostgreSQL server."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, overload

from kanban.commands.outcome import Signed
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, Column, assemble, check_columns
from kanban.model.card import Card
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError, Unreadable
from kanban.store.finished_long_ago import problems_of
from kanban.store.postgres import migrations, queries, rows
from kanban.store.postgres.address import Address
from kanban.store.postgres.connection import STANDBY, Connection, Raw
from kanban.store.postgres.ledgers import Held, Ledgers
from kanban.store.postgres.notices import Notices
from kanban.store.postgres.sharing import Sharing, sharing_of, who_makes_boards
from kanban.store.protocol import MANY, Access, Applied, Checks, Ref, Removals, RoleLayout, Transfer, Watch
from kanban.store.slugs import is_slug, no_slug
from kanban.text.messages import Refused, msg

if TYPE_CHECKING:
    from kanban.store.postgres.saving import Saver
    from kanban.store.postgres.tallies import Tallies


class _Row(NamedTuple):
    """What the list of ledgers says of one."""

    stamp: rows.Seen
    driver: str
    is_mine: bool = False
    """It was given to the role that has logged in, in a shared workspace."""
    may_write: bool = False


class PostgresStore:
    """A store on a server; see `protocol.Store` for what it promises. Threads share its one connection."""

    def __init__(self, address: Address) -> None:
        self.connection = Connection(address)
        self.place = address.place
        self._notices = Notices(self.connection)
        self._ledgers = Ledgers(self.connection)
        self._rows: dict[Ref, _Row] = {}
        """As they were when all were listed last."""

    @property
    def checks(self) -> Checks | None:
        """Checks; there is nothing to repair that a backup would not."""
        from kanban.store.postgres.checks import PostgresChecks

        return PostgresChecks(self.connection, self._notices)

    @property
    def roles(self) -> RoleLayout | None:
        """Roles of the database."""
        from kanban.store.postgres.roles import PostgresRoles

        return PostgresRoles(self.connection, self.exists, self._begin)

    def _begin(self, by: str) -> None:
        self.create(by=by)
        self._saver.forget_signer()

    @cached_property
    def removals(self) -> Removals:
        """Boards taken out of all lists."""
        from kanban.store.postgres.removals import PostgresRemovals

        return PostgresRemovals(self.connection)

    @cached_property
    def _saver(self) -> "Saver":
        from kanban.store.postgres.saving import Saver  # reading needs no deciders

        return Saver(self.connection, self._ledgers)

    @cached_property
    def transfer(self) -> Transfer:
        """All rows together."""
        from kanban.store.postgres.transfer import PostgresTransfer

        return PostgresTransfer(self.connection)

    # What there is

    def exists(self) -> bool:
        """Whether a workspace of this program is there. Raises StoreError, and Refused for a role without rights."""
        server = self.connection.server
        migrations.check(self.place, server)
        return bool(server.has_schema)

    def create(self, project: str = "", timezone: str | None = None, by: str = "", at: datetime | None = None) -> None:
        """Make the schema, or bring it up to date, and begin the plan."""
        if migrations.number_of(self.place, self.connection.server) < migrations.latest():
            migrations.migrate(self.connection)
        migrations.check(self.place, self.connection.server)
        self._saver.begin_plan(project, timezone, by, at)

    def boards(self) -> list[str]:
        """Slugs of all boards that may be read, sorted."""
        return sorted(slug for slug in self.stamps() if slug is not None)

    def stamps(self) -> dict[Ref, object]:
        """Of the plan and of all boards, in one question."""
        if not self.exists():
            return {}
        found = self.connection.rows(queries.LEDGERS)
        self._rows = {
            slug and slug.decode(): _Row(rows.Seen(*seen), driver.decode(), is_mine, is_mine or is_owner)
            for slug, *seen, driver, is_mine, is_owner in found
        }
        for ref in self._rows:
            self._notices.asked(ref)
        return {ref: row.stamp for ref, row in self._rows.items()}

    def stamp(self, ref: Ref) -> object:
        """Of one; where the server tells of changes it is asked only after one, or after a while."""
        self._notices.begin()
        row = self._rows.get(ref)
        if row is None:  # what may be done with it has to be known as well, for `access`
            return self.stamps().get(ref)
        if self._notices.is_as_asked(ref):
            return row.stamp
        self._notices.asked(ref)
        self.behind()  # a standby that leads by now is connected to anew, and found to be none
        found = self.connection.rows(queries.STAMP, {"slug": ref})
        if not found:
            self._rows.pop(ref, None)
            return None
        stamp = rows.Seen(*found[0])
        self._rows[ref] = row._replace(stamp=stamp)
        return stamp

    def watch(self) -> Watch:
        """Notices of the server."""
        return self._notices.watch()

    def access(self, ref: Ref) -> Access:
        """By the roles of the database; nothing can be changed on a standby. Raises Unreadable for what is no slug."""
        if ref is not None and not is_slug(ref):
            raise Unreadable(self.place, no_slug(ref))
        if ref not in self._rows:
            self.stamps()
        row = self._rows.get(ref)
        if self.connection.server.is_standby:
            return Access(row is not None, False, STANDBY, for_now=row is not None)
        if row is None:
            return Access(False, False, msg("there is no board {slug!r} that you may read", slug=ref or ""))
        if row.may_write:
            return Access(True, True)
        why = (
            msg("only its PM may change the plan")
            if ref is None
            else msg("it is the board of {driver}", driver=row.driver)
        )
        return Access(True, False, why)

    def signer(self, user: str) -> str:
        """In a shared workspace the role that has logged in."""
        sharing = sharing_of(self.connection) if self.exists() else None
        return sharing.role if sharing is not None and sharing.is_shared else user

    def behind(self) -> float | None:
        """Of a standby; it may have become the leader meanwhile."""
        if not self.connection.server.is_standby:
            return None
        seconds: float | None = self.connection.rows(queries.BEHIND)[0][0]
        if seconds is None:
            self.connection.close()  # what was found at its other end is so no more
        return None if seconds is None else max(seconds, 0.0)

    def own_boards(self, user: str, slug: str) -> list[str]:
        """In a shared workspace those that were given to the role that has logged in, else by the driver's name."""
        self.stamps()
        sharing = sharing_of(self.connection) if self.exists() else None
        boards = {ref: row for ref, row in self._rows.items() if ref is not None}
        if sharing is None or not sharing.is_shared:
            own = [ref for ref, row in boards.items() if row.driver == user]
        else:
            own = [ref for ref, row in boards.items() if row.is_mine]
            if not own and not boards and not sharing.is_owner:
                how = who_makes_boards(self.place, sharing, slug, sharing.role)
                raise Refused(msg("you have no board yet; {how}", how=how))
        return sorted(own, key=lambda name: (name != slug, name))

    # Boards

    def create_board(self, slug: str, driver: str, columns: tuple[Column, ...] | None = None) -> Board:
        """A new, empty board."""
        if not is_slug(slug):
            raise Refused(msg("board: {reason}", reason=no_slug(slug)))
        columns = columns or DEFAULT_COLUMNS
        if wrong := check_columns(columns):
            raise Refused(msg("columns: {reason}", reason=wrong))
        self.create(by=driver)
        sharing = sharing_of(self.connection)
        if sharing.is_shared and not sharing.is_owner:
            raise Refused(who_makes_boards(self.place, sharing, slug, driver))
        board = assemble(BoardHead(schema=SCHEMA, slug=slug, driver=driver, columns=columns), {})
        if not self._saver.create_board(board, self._admit(sharing, driver)):
            raise Refused(msg("board: {slug!r} exists already", slug=slug))
        return self.board(slug)

    def _admit(self, sharing: Sharing, driver: str) -> Callable[[Raw], None] | None:
        """What else is to be done in a shared workspace with a new board. Raises Refused for what is no role."""
        if not sharing.is_shared:
            return None
        from kanban.store.postgres import roles

        with self.connection.use() as raw:
            if not roles.is_role(raw, driver):
                raise Refused(msg("driver: {reason}", reason=roles.no_role(driver)))
        return partial(roles.give, sharing=sharing, role=driver)

    def board(self, slug: str) -> Board:
        """The board as it is now; only what has changed since it was read last comes over the line."""
        found = self.read((slug,))[slug]
        if isinstance(found, StoreError):
            raise found
        return found

    def read(self, slugs: Collection[str]) -> dict[str, Board | StoreError]:
        """Many boards in one question."""
        wrong: dict[str, Board | StoreError] = {
            slug: Unreadable(self.place, no_slug(slug)) for slug in slugs if not is_slug(slug)
        }
        held = self._ledgers.read([slug for slug in slugs if slug not in wrong]) if self.exists() else {}
        found = {slug: self._board_of(slug, held.get(slug)) for slug in slugs if slug not in wrong}
        return {**wrong, **found}

    def _board_of(self, slug: str, held: Held | StoreError | None) -> Board | StoreError:
        if held is None:
            return Unreadable(self.place, msg("there is no board {slug!r}", slug=slug))
        return held if isinstance(held, StoreError) else held.board

    def prefetch(self, *slugs: str) -> None:
        """The tallies of very many boards: the server puts them together meanwhile."""
        if len(slugs) > MANY:
            with suppress(StoreError):  # it is said when they are asked for
                self._tallies.read_ahead(slugs)

    def tallied(self, slugs: Collection[str]) -> dict[str, Board | StoreError]:
        """Many boards by what their cards come to."""
        if not self.exists():
            return {}
        return self._tallies.read([slug for slug in slugs if is_slug(slug)], self._state_of)

    def _state_of(self, slug: str) -> rows.Seen | None:
        row = self._rows.get(slug)
        return row.stamp if row is not None else None

    @cached_property
    def _tallies(self) -> "Tallies":
        from kanban.store.postgres.tallies import Tallies  # for very many boards only

        return Tallies(self.connection)

    def past_cards(self, slug: str) -> Mapping[str, Card]:
        """The board's cards of past years."""
        return self.board(slug).past_cards

    def problems(self, slug: str) -> Sequence[Problem]:
        """What could not be read of the board as it was read last, and of its past years."""
        held = self._ledgers.held(slug)
        board = held.board if held is not None else self.board(slug)
        return (*board.problems, *problems_of(board))

    def last_good(self, slug: str) -> Board | None:
        """The board itself where it can be read whole: copies are the server's matter."""
        found = self.read((slug,))[slug]
        return None if isinstance(found, StoreError) or self.problems(slug) else found

    # The plan

    def plan(self) -> Plan:
        """The plan as it is now; an empty one if there is none."""
        return self._ledgers.plan() if self.exists() else EMPTY_PLAN

    # Changes

    @overload
    def apply(self, ref: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]: ...

    @overload
    def apply(self, ref: None, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]: ...

    def apply(self, ref: Ref, commands: Sequence[Signed]) -> tuple[Board, list[Applied]] | tuple[Plan, list[Applied]]:
        """Carry commands out on the freshest state, in one transaction."""
        if ref is None:
            self.create(by=commands[0].by if commands else "")
            return self._saver.apply_to_plan(commands)
        if not is_slug(ref):
            raise Unreadable(self.place, no_slug(ref))
        if not self.exists():
            raise Unreadable(self.place, msg("there is no board {slug!r}", slug=ref))
        return self._saver.apply_to_board(ref, commands)

    def close(self) -> None:
        """End the connection; the next use makes another."""
        self.connection.close()


def opened(where: str) -> PostgresStore:
    """The store at an address. Raises Refused for one that cannot be read."""
    return PostgresStore(Address(where))
