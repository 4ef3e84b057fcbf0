"""A server that says nothing: one that is frozen keeps its connections open, and neither TCP nor libpq notices."""

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo

_Result = TypeVar("_Result")

LOOK_SECONDS = 10.0
"""How long it is waited for an answer before it is looked whether the server takes another connection."""
END_SECONDS = 70.0
"""How long at most: longer than the server lets any statement take."""


class NoAnswer(psycopg.OperationalError):
    """Nothing came from the server for so long that it is waited for no more."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer for {seconds:.0f} seconds")
        self.seconds = round(seconds)


class ImpatientConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that is closed where the server has gone silent; whoever waits for it gets NoAnswer."""

    address = ""
    """Where it was made to, as libpq was told."""

    def wait(self, gen: PQGen[_Result], *args: Any, **options: Any) -> _Result:
        """As psycopg does it, but not for ever."""
        return super().wait(self._heard(gen), *args, **options)

    def _heard(self, gen: PQGen[_Result]) -> PQGen[_Result]:
        since = looked = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    since = looked = time.monotonic()
                elif (now := time.monotonic()) - looked >= LOOK_SECONDS:
                    if now - since >= END_SECONDS or self._is_frozen():
                        self.pgconn.finish()
                        raise NoAnswer(time.monotonic() - since)
                    looked = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            result: _Result = end.value
            return result

    def _is_frozen(self) -> bool:
        """Whether another connection to the same server gets no answer either."""
        at = {"host": self.info.host, "port": str(self.info.port), "target_session_attrs": "any"}
        if self.info.hostaddr:
            at["hostaddr"] = self.info.hostaddr
        try:
            psycopg.Connection.connect(make_conninfo(self.address, **at)).close()
        except psycopg.errors.ConnectionTimeout:
            return True
        except psycopg.Error:  # it says something
            return False
        return False
