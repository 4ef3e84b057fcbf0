"""A line to a server on which every answer takes its time, as from far away."""

import contextlib
import queue
import socket
import threading
import time


class SlowLine:
    """A TCP proxy on the loopback; each answer of the server arrives `delay` seconds after it was sent."""

    def __init__(self, port, delay=0.0):
        self.delay = delay
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self):
        """Where programs connect to."""
        return self._listening.getsockname()[1]

    def close(self):
        """Cut all that goes over it, and accept nothing more."""
        for one in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._server))
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open += [client, server]
                on_the_way = queue.SimpleQueue()
                for target, args in (
                    (self._to_server, (client, server)),
                    (self._from_server, (server, on_the_way)),
                    (self._to_client, (client, on_the_way)),
                ):
                    threading.Thread(target=target, args=args, daemon=True).start()

    def _to_server(self, client, server):
        with contextlib.suppress(OSError):
            while content := client.recv(65536):
                server.sendall(content)
            server.shutdown(socket.SHUT_WR)

    def _from_server(self, server, on_the_way):
        with contextlib.suppress(OSError):
            while content := server.recv(65536):
                on_the_way.put((time.monotonic() + self.delay, content))
        on_the_way.put((0, b""))

    def _to_client(self, client, on_the_way):
        with contextlib.suppress(OSError):
            while True:
                at, content = on_the_way.get()
                if not content:
                    client.shutdown(socket.SHUT_WR)
                    return
                time.sleep(max(0.0, at - time.monotonic()))
                client.sendall(content)
