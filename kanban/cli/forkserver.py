"""Many short commands at once: one process imports the program and reads the board, and works for all of them.

Importing is nearly all that a verb's time goes to, and a hundred processes started together import the same hundred
times. So the first of them listens while it imports; whoever comes meanwhile sends its arguments, and sleeps. When the
first one is ready, just before its own command, it forks. The fork takes the folder and the open files of those who
wait, of one after the other, runs each command as if it had been started for it, and gives the exit code back. Nobody
waits for the first one's own command, and who is alone pays for no more than an unused socket.

Only a process that differs in nothing but arguments, folder and standard streams is served (`circumstances`). Its
command begins only after a last word from it, and from then on it will not run it by itself; while it runs, the fork
dies with it. Whatever is killed in between, a command is done once or not at all, and those still waiting try again.

Linux only, by a socket without a file: when everything is killed, nothing is left.
"""

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Callable, Sequence
    from typing import NoReturn

SERVED = frozenset(
    ("add", "new", "create", "move", "mv", "block", "unblock", "comment", "archive", "rm", "undo", "redo")
)
"""Verbs that scripts call by the dozen, and their aliases; none needs a terminal or opens a descriptor by its name.

Written out: the table of all verbs takes longer to import than a guest has to do.
"""
INPUT = "-"
"""A word that may mean standard input: nobody else is to wait for that."""
WAIT = 5.0
"""Seconds until a process that was not served runs its own command: three hundred at once on two cores take four."""
TRIES = 3
BACKLOG = 512
LARGEST = 128 * 1024
"""Bytes of a request; who has more to say runs its own command."""
DIED = "what ran this command was ended: perhaps it is done, perhaps not; look before it is done again"

_READY, _BEGIN = b"?", b"!"
_FILES = 4
"""Descriptors that go with a request: the folder, and standard input, output and error."""

_listening: "tuple[socket, bytes] | None" = None
"""Where others wait for this process, and its circumstances."""


def served(argv: "Sequence[str]") -> int | None:
    """Have the command line run by a process that is importing the program already; its exit code.

    None: nobody has run it or will, so the caller does; others may wait for it then, until it calls `serve`.
    """
    words = argv[2:] if argv[:1] == ["-w"] else argv
    if sys.platform != "linux" or not words or words[0] not in SERVED:
        return None
    if any(word == INPUT or word.endswith(f"={INPUT}") for word in words):
        return None
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        return None
    try:
        connection = _admitted(argv)
        return None if connection is None else _outcome(connection)
    except KeyboardInterrupt:
        from kanban.cli.exits import Exit

        return Exit.INTERRUPTED


def serve(run: "Callable[[Sequence[str]], int]") -> None:
    """Run the commands of those who wait, in a fork; called when what a command needs is imported."""
    global _listening
    if _listening is None:
        return
    (listener, about), _listening = _listening, None
    waiting: list[int] = []
    try:
        listener.settimeout(0)
        while len(waiting) < BACKLOG:
            waiting.append(listener._accept()[0])  # type: ignore[attr-defined]  # as in socket.py
    except OSError:  # nobody waits any more; who comes now finds the socket closed, and tries again
        pass
    listener.close()
    try:
        if waiting and not os.fork():
            _work(waiting, about, run)
    except OSError:
        pass
    for descriptor in waiting:
        os.close(descriptor)


def _admitted(argv: "Sequence[str]") -> "socket | None":
    """A connection to a fork that has begun; None if nobody else has begun and nobody will."""
    global _listening
    try:
        # `socket` itself would be a twentieth of an add's time, for its enums.
        from _socket import AF_UNIX, SOCK_CLOEXEC, SOCK_SEQPACKET, socket

        from kanban.cli.circumstances import circumstances

        about = circumstances(len(argv))
        request = marshal.dumps((about, [os.fsencode(word) for word in argv]))
        address = b"\0kanban-%d-%x" % (os.geteuid(), int.from_bytes(about, "big") % (2**61 - 1))
        if len(request) > LARGEST:
            return None
        for _ in range(TRIES):
            mine = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC)
            try:
                mine.bind(address)
                mine.listen(BACKLOG)
            except OSError:
                mine.close()
            else:
                _listening = mine, about
                return None
            connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC)
            if _begins(connection, address, request):
                return connection
            connection.close()
    except (OSError, ImportError, ValueError):
        pass
    return None


def _begins(connection: "socket", address: bytes, request: bytes) -> bool:
    """Whether a fork was asked and told to begin. Raises OSError, and then it was not."""
    from _socket import SCM_RIGHTS, SOL_SOCKET

    connection.settimeout(WAIT)
    try:
        connection.connect(address)
        if _user(connection) != os.geteuid():
            raise PermissionError
        connection.send(request)
        if connection.recv(1) == _READY:
            # Only now: files sent to one that never takes them stay open for as long as it lives.
            folder = os.open(".", os.O_PATH | os.O_CLOEXEC)  # for as long as this process lives, as the others
            files = b"".join(number.to_bytes(4, sys.byteorder) for number in (folder, 0, 1, 2))
            connection.sendmsg([_BEGIN], [(SOL_SOCKET, SCM_RIGHTS, files)])
            return True
    except ConnectionError:  # it does not listen yet, or no more
        import time

        time.sleep(0.005)
    return False


def _outcome(connection: "socket") -> int:
    try:
        connection.settimeout(None)
        code = connection.recv(8)
    except OSError:
        code = b""
    if not code:
        from kanban.cli.exits import Exit

        os.write(2, f"kanban: {DIED}\n".encode())
        return Exit.STORE
    return int(code)


def _work(waiting: list[int], about: bytes, run: "Callable[[Sequence[str]], int]") -> "NoReturn":
    """In the fork: run what is asked for over these connections, then end."""
    import gc

    from kanban.cli.context import keep_open

    gc.enable()
    keep_open()
    try:
        os.setsid()
        while waiting:
            # Whatever was open, here or for the one before, is held no longer: somebody may wait for its end.
            _take_streams([os.open(os.devnull, os.O_RDWR)] * 3)
            _close_all_but(waiting)
            _run_for(waiting.pop(0), about, run)
    except BaseException:  # whoever still waits sees the connection end
        os._exit(1)
    os._exit(0)


def _run_for(descriptor: int, about: bytes, run: "Callable[[Sequence[str]], int]") -> None:
    import fcntl
    from _socket import CMSG_SPACE, socket
    from contextlib import suppress

    connection = socket(fileno=descriptor)
    connection.settimeout(WAIT)
    with suppress(OSError, ValueError, EOFError):  # it is gone, or talks nonsense
        theirs, words = marshal.loads(connection.recv(LARGEST)) if _user(connection) == os.geteuid() else (b"", [])
        if theirs == about:
            connection.send(_READY)
            begin, rights, _, _ = connection.recvmsg(1, CMSG_SPACE(4 * _FILES))
            if begin == _BEGIN:
                folder, *streams = memoryview(rights[0][2]).cast("i")
                connection.settimeout(None)
                _die_with(connection)
                os.fchdir(folder)
                _take_streams(streams)
                _open_streams()
                code = _code_of(run, [os.fsdecode(word) for word in words])
                fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_RDWR)  # it may end now
                connection.send(b"%d" % code)
    connection.detach()


def _take_streams(descriptors: list[int]) -> None:
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)


def _close_all_but(kept: list[int]) -> None:
    begin = 3
    for descriptor in sorted(kept):
        os.closerange(begin, descriptor)
        begin = descriptor + 1
    os.closerange(begin, 2**16)


def _die_with(connection: "socket") -> None:
    """From now on this process ends when the one that asked does, however that comes. Raises OSError if it has."""
    import fcntl
    import signal
    from _socket import MSG_DONTWAIT, MSG_PEEK

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(connection.fileno(), fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(connection.fileno(), fcntl.F_SETFL, os.O_RDWR | os.O_ASYNC)
    try:
        connection.recv(1, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return
    raise ConnectionAbortedError


def _open_streams() -> None:
    """Standard streams over the descriptors that came with the request."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)
        new = open(number, "w" if number else "r", encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115
        if number:
            new.reconfigure(line_buffering=number == 2 or new.isatty())
        setattr(sys, name, new)


def _code_of(run: "Callable[[Sequence[str]], int]", words: "Sequence[str]") -> int:
    from contextlib import suppress

    try:
        return run(words)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()


def _user(connection: "socket") -> int:
    """Who is at the other end."""
    from _socket import SO_PEERCRED, SOL_SOCKET

    return memoryview(connection.getsockopt(SOL_SOCKET, SO_PEERCRED, 12)).cast("i")[1]
