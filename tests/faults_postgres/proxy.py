"""A line to a server that can be cut where a test wants it: a small TCP proxy that knows whole messages."""

import re
import socket
import struct
import threading
import time
from contextlib import suppress

BEFORE, HALF, AFTER, HALF_ANSWER = (
    "before it arrives", "when half of it has arrived", "before its answer arrives", "amid its answer"
)  # fmt: skip
HOW = (BEFORE, HALF, AFTER, HALF_ANSWER)


class Proxy:
    """Listens on a port of its own. `cut` says at which message of a client, and how, the next lines are cut."""

    def __init__(self, port):
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._what, self._how, self.times = b"", "", 0
        self.cuts = 0
        self.is_down = False
        self.rewrite = None
        """What the server says, changed: a function of bytes, of the same length."""
        self._open = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, database, user="postgres"):
        """Without encryption, for the messages are read."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}?sslmode=disable&gssencmode=disable"

    def cut(self, what, how, times=1):
        """Cut so many lines at a message that the pattern `what` is found in."""
        self._what, self._how, self.times = what, how, times

    def cut_all(self):
        """Cut all lines there are now."""
        with self._lock:
            lines, self._open = self._open, set()
        for one in lines:
            _end(one)

    def close(self):
        self.is_down = True
        _end(self._listening)
        self.cut_all()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.is_down:
                    _end(client)
                    continue
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            _end(client)
            return
        for one in (client, server):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open |= {client, server}
        line = _Line(self, client, server)
        threading.Thread(target=line.answers, daemon=True).start()
        with suppress(OSError):
            line.questions()
        line.end()

    def takes(self, message):
        """How to cut at this message; empty: not at all."""
        with self._lock:
            if self.times <= 0 or not re.search(self._what, message, re.DOTALL):
                return ""
            self.times -= 1
            self.cuts += 1
            return self._how


class _Line:
    """One connection."""

    def __init__(self, proxy, client, server):
        self._proxy, self._client, self._server = proxy, client, server
        self._answer = None  # of the message that is cut at: how much of it goes through

    def end(self):
        for one in (self._client, self._server):
            _end(one)

    def questions(self):
        """From the client, message by message; the first has no letter."""
        self._server.sendall(_message(self._client, is_first=True))
        while True:
            message = _message(self._client)
            match self._proxy.takes(message):
                case "":
                    self._server.sendall(message)
                    continue
                case "before it arrives":
                    return
                case "when half of it has arrived":
                    self._server.sendall(message[: len(message) // 2])
                    time.sleep(0.01)
                    return
                case how:
                    self._answer = how
                    self._server.sendall(message)
                    if message[:1] != b"Q":  # the rest of what an extended query consists of
                        while message[:1] != b"S":
                            self._server.sendall(message := _message(self._client))

    def answers(self):
        """From the server, as they come."""
        with suppress(OSError):
            while data := self._server.recv(65536):
                if self._answer is not None:
                    if self._answer == HALF_ANSWER:
                        self._client.sendall(data[: len(data) // 2])
                    break
                self._client.sendall(self._proxy.rewrite(data) if self._proxy.rewrite else data)
        self.end()


def _message(source, is_first=False):
    letter = b"" if is_first else _exactly(source, 1)
    length = _exactly(source, 4)
    return letter + length + _exactly(source, struct.unpack("!I", length)[0] - 4)


def _exactly(source, count):
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            raise OSError("it was ended")
        data += more
    return data


def _end(one):
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
