"""What every screen can do, whatever it shows."""

from kanban.screens.access import READONLY
from kanban.screens.actions import Action
from kanban.screens.application import Screen
from kanban.text.messages import Refused, msg, msg_in

FIRST_ACTIONS = (
    Action(
        "app.palette",
        ("colon", "ctrl+p"),
        msg_in("action", "palette"),
        msg("find anything by typing; also board li, filter is:late, add ..."),
    ),
    Action("app.boards", ("0",), msg_in("action", "boards"), msg("another board, by its name")),
    Action(
        "app.help", ("question_mark",), msg_in("action", "help"), msg("what the keys do, and the rule of every figure")
    ),
)
LAST_ACTIONS = (
    Action("app.zone", ("z",), msg_in("action", "zone"), msg("times in the plan's zone or in this machine's")),
    Action("app.suspend", ("ctrl+z",), msg_in("action", "suspend"), msg("back to the shell; `fg` returns")),
    Action("app.quit", ("q", "ctrl+q"), msg_in("action", "quit"), msg("leave; nothing is left unsaved without a word")),
)
"""Between the two stand the keys of the screens themselves."""


class GeneralKeys:
    """What `FIRST_ACTIONS` and `LAST_ACTIONS` do."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def do_help(self) -> None:
        """The keys and rules."""
        self._screen.kanban.open_help(self._screen)

    def do_palette(self) -> None:
        """Everything by name."""
        self._screen.kanban.open_palette(self._screen)

    def do_boards(self) -> None:
        """All boards by name; those that were opened stay open."""
        self._screen.kanban.open_palette(self._screen, "board ")

    def do_zone(self) -> None:
        """The plan's zone or the viewer's."""
        self._screen.kanban.toggle_zone()
        self._screen.say(msg("times in {zone}", zone=self._screen.kanban.zone))

    def do_suspend(self) -> None:
        """To the shell."""
        if self._screen.kanban.write_access.readonly:  # no way out to a shell
            raise Refused(msg("{action}: {reason}", action=msg_in("action", "suspend"), reason=READONLY))
        self._screen.kanban.action_suspend_process()

    async def do_quit(self) -> None:
        """Leave."""
        await self._screen.kanban.leave()
