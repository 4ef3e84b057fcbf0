"""Many short commands at once: one process imports the program, the others have theirs run in forks of it.

Importing is nearly all that a verb's time goes to, and a hundred processes started together import the same hundred
times. So the first of them listens while it imports; whoever comes meanwhile sends its arguments, its folder and its
open files, and sleeps. When the first one is ready, just before its own command, it forks once for each of them. A fork
runs the command as if it had been started for it, gives the exit code back, and dies with whoever it works for. Nobody
waits for the first one's own command, and who is alone pays for no more than an unused socket.

Only a process that differs in nothing but those arguments, that folder and those files is served (`circumstances`).
A fork begins only after a last word from the process that asked, which from then on will not do it by itself: whatever
is killed in between, a command is done once or not at all.

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
"""Verbs that scripts call by the dozen; they need no terminal and open no file by a descriptor's name."""
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
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        return None
    try:
        connection = _admitted(argv)
        return None if connection is None else _outcome(connection)
    except KeyboardInterrupt:
        return 130


def serve(run: "Callable[[Sequence[str]], int]") -> None:
    """Run the commands of those who wait, each in a fork; called when what a command needs is imported."""
    global _listening
    if _listening is None:
        return
    (listener, about), _listening = _listening, None
    try:
        listener.settimeout(0)
        for number in range(BACKLOG):
            descriptor, _ = listener._accept()  # type: ignore[attr-defined]  # as in socket.py
            if not number:
                import kanban.store.database
                import kanban.store.workspace  # noqa: F401  # once, not once in each fork
            if not os.fork():
                _work(descriptor, about, run)
            os.close(descriptor)
    except OSError:  # nobody waits any more; who comes now finds the socket closed, and tries again
        pass
    listener.close()


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
        for _ in range(TRIES if len(request) <= LARGEST else 0):
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
    folder = os.open(".", os.O_PATH | os.O_CLOEXEC)
    try:
        connection.connect(address)
        if _user(connection) != os.geteuid():
            raise PermissionError
        connection.send(request)
        if connection.recv(1) == _READY:
            # Only now: files sent to one that never takes them stay open for as long as it lives.
            files = b"".join(number.to_bytes(4, sys.byteorder) for number in (folder, 0, 1, 2))
            connection.sendmsg([_BEGIN], [(SOL_SOCKET, SCM_RIGHTS, files)])
            return True
    except ConnectionError:  # it does not listen yet, or no more
        import time

        time.sleep(0.005)
    finally:
        try:  # noqa: SIM105  # contextlib is not imported yet
            os.close(folder)
        except OSError:  # it may have begun by now, which no error of ours may hide
            pass
    return False


def _outcome(connection: "socket") -> int:
    try:
        connection.settimeout(None)
        code = connection.recv(8)
    except OSError:
        code = b""
    if not code:
        os.write(2, f"kanban: {DIED}\n".encode())
        return 3
    return int(code)


def _work(descriptor: int, about: bytes, run: "Callable[[Sequence[str]], int]") -> "NoReturn":
    """In the fork: run what is asked for over the connection `descriptor`, then end."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.dup2(descriptor, 3)
        os.closerange(4, 2**16)
        os.setsid()
        _run_for(about, run)
    except BaseException:  # whoever asked sees the connection end
        os._exit(1)
    os._exit(0)


def _run_for(about: bytes, run: "Callable[[Sequence[str]], int]") -> None:
    from _socket import CMSG_SPACE, socket

    connection = socket(fileno=3)
    connection.settimeout(WAIT)
    theirs, words = marshal.loads(connection.recv(LARGEST)) if _user(connection) == os.geteuid() else (b"", [])
    if theirs != about:
        return
    connection.send(_READY)
    begin, rights, _, _ = connection.recvmsg(1, CMSG_SPACE(4 * _FILES))
    if begin != _BEGIN:
        return
    folder, *streams = memoryview(rights[0][2]).cast("i")
    os.fchdir(folder)
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    os.closerange(4, 2**16)
    connection.settimeout(None)
    _die_with(connection)
    _open_streams()
    connection.send(b"%d" % _code_of(run, [os.fsdecode(word) for word in words]))


def _die_with(connection: "socket") -> None:
    """From now on, whatever ends the process that asked ends this one."""
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
