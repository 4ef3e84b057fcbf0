"""What every screen may ask of the application that shows it, and the application of every screen."""

from collections.abc import Iterator
from typing import Any, ClassVar, Protocol

import msgspec

from kanban.formats.config_toml.settings import Settings
from kanban.model.plan import Plan
from kanban.screens.access import WriteAccess
from kanban.screens.actions import Action
from kanban.screens.question import Asking
from kanban.screens.shared_rollup import SharedRollup
from kanban.session.board import BoardSession
from kanban.session.plan import PlanSession
from kanban.store.protocol import Store
from kanban.text.messages import Words


class Keys(Protocol):
    """What has been typed, as the screens know it."""

    last_key: str
    """The key that was pressed last; empty where something else was done since."""
    last_at: float
    """When a key was pressed last, by `time.monotonic`."""


class Application(Protocol):
    """The application, as its screens know it."""

    store: Store
    write_access: WriteAccess
    user: str
    settings: Settings
    """What the user has set once and for all."""
    plan_session: PlanSession
    shared_rollup: SharedRollup

    @property
    def keys(self) -> "Keys":
        """What has been typed."""

    @property
    def slug(self) -> str | None:
        """The board in use; None where there is only the roll-up."""

    async def use_board(self, slug: str) -> None:
        """Go to another board, or back to one; the others stay open. Raises Refused."""

    @property
    def plan(self) -> Plan:
        """The plan, with what is not saved yet."""

    @property
    def zone(self) -> str:
        """The time zone that times are shown in."""

    def toggle_zone(self) -> None:
        """The other zone, on all screens."""

    def open_board(self) -> BoardSession:
        """Begin to use the board `slug`. Raises StoreError."""

    def open_help(self, screen: "Screen") -> None:
        """The help of a screen, before it."""

    def open_palette(self, screen: "Screen", typed: str = "") -> None:
        """The palette of a screen, before it; `typed` stands there to begin with."""

    def action_suspend_process(self) -> None:
        """Stop until the shell goes on with it."""

    @property
    def front(self) -> Any:
        """The screen in front, beneath forms and the palette."""

    async def find(self, kind: str, key: str) -> None:
        """Go to something that the palette found, or do what a sentence says."""

    async def go(self, name: str) -> None:
        """To another screen that has a key of its own; each keeps its place."""

    async def uncover(self, name: str) -> None:
        """Take away what stands over a screen, where it lies beneath what is in front."""

    async def leave(self) -> None:
        """Save what is left, then quit."""


class Target(msgspec.Struct, frozen=True):
    """Something on a screen that the palette finds and goes to."""

    key: str
    name: str
    where: str


class Screen(Asking, Protocol):
    """A screen, as the application, help and palette know it."""

    NAME: ClassVar[str]
    prompt: Any
    """The line of input, while something is typed."""

    @property
    def kanban(self) -> Application:
        """The application."""

    @property
    def why_readonly(self) -> Words:
        """Why nothing can be changed on it; empty where something can."""

    def repaint(self) -> None:
        """Show everything anew: data, size or time zone changed."""

    async def perform(self, action: Action) -> None:
        """Do an action, from a key, the palette or a click."""

    def targets(self) -> Iterator[Target]:
        """What the palette finds on it besides its actions."""

    def fitting(self, text: str) -> list[str]:
        """Keys of those of the `targets` that fit a filter. Raises Refused for a bad term."""

    def go_to(self, key: str) -> None:
        """Go to one of the `targets`."""
