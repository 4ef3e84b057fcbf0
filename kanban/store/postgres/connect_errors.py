"""Why a server lets nobody in, as a code: its sentence is in its own language, and psycopg keeps no SQLSTATE of it."""

import ctypes
import re
import select
import sys
import time

from psycopg import pq
from psycopg.pq import PollingStatus
from psycopg.pq.abc import PGconn

NO_RIGHTS = "42501"
"""The SQLSTATE of what a role has no right to, as to CONNECT to a database."""
_CODES_ALONE = 3
"""PQERRORS_SQLSTATE of libpq 12: a message is severity and code."""


def sqlstates(conninfo: str, seconds: float) -> set[str]:
    """Ask once more, and return the codes that the hosts refuse it with; none where there is no way to know."""
    attempt = pq.PGconn.connect_start(conninfo.encode())
    try:
        if not _say_codes(attempt):
            return set()
        end = time.monotonic() + seconds
        while (status := attempt.connect_poll()) in (PollingStatus.READING, PollingStatus.WRITING):
            waits = [attempt.socket]
            reads, writes = (waits, []) if status == PollingStatus.READING else ([], waits)
            if not any(select.select(reads, writes, [], max(0.0, end - time.monotonic()))):
                return set()
        return set(re.findall(r":\s+([0-9A-Z]{5})$", attempt.error_message.decode(errors="replace"), re.MULTILINE))
    finally:
        attempt.finish()


def _say_codes(attempt: PGconn) -> bool:
    """Have its errors told as codes. psycopg wraps no such call, but gives the pointer to make it with."""
    try:
        if pq.__impl__ == "python":
            libpq = vars(sys.modules["psycopg.pq._pq_ctypes"])["pq"]
        else:  # the libpq that the module was linked with: another one may lay a connection out otherwise
            libpq = ctypes.CDLL(sys.modules[type(attempt).__module__].__file__)
        say, pointer = libpq.PQsetErrorVerbosity, attempt.pgconn_ptr  # type: ignore[attr-defined]
    except (OSError, AttributeError, KeyError):
        return False
    say.argtypes, say.restype = [ctypes.c_void_p, ctypes.c_int], ctypes.c_int
    say(pointer, _CODES_ALONE)
    return True
