"""Where a workspace on a server is: an address as libpq understands it, without a password."""

import os
import re
import stat
from functools import cached_property
from urllib.parse import quote, unquote

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kanban.store.errors import StoreError
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, Words, msg

CONNECT_SECONDS = 5
"""How long one host is waited for, unless the address says otherwise."""
_OURS = {
    "application_name": "kanban",
    "connect_timeout": str(CONNECT_SECONDS),
    "keepalives_idle": "8",
    "keepalives_interval": "4",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What the address need not say: a host that has gone is noticed within half a minute."""
_WHERE = ("host", "hostaddr", "port", "target_session_attrs", "load_balance_hosts")
"""What psycopg has to see, to try one host after the other as libpq would."""
_NO_FILE = f"{os.devnull}/none"
"""A file of passwords that libpq does not find, and says nothing about."""


_UNREADABLE = msg("the address of the server cannot be read; it is postgresql://[USER@]HOST[:PORT]/DATABASE")


class Address:
    """An address. Passwords come from ~/.pgpass, PGPASSFILE or a service file: an address can be read by others."""

    def __init__(self, url: str) -> None:
        """Raises StoreError for what libpq cannot read, and Refused for a password; neither is repeated."""
        try:
            self._given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except psycopg.Error:
            raise StoreError(_harmless(url), _what_is_wrong(url)) from None
        if not re.fullmatch(r"[\d,]*", self._given.get("port", ""), re.ASCII):  # it may be a part of a password
            raise StoreError(_harmless(url), msg("the port of an address is a number"))
        if re.search("[@=&]", self._given.get("dbname", "")) or ":" in self._given.get("user", ""):  # as that may
            raise StoreError(_harmless(url), _UNREADABLE)
        for name in ("password", "sslpassword"):
            if self._given.get(name):
                raise Refused(
                    msg("{place}: a password stands in no address, where others can read it: put it into ~/.pgpass",
                        place=self.place)
                )  # fmt: skip

    @cached_property
    def place(self) -> str:
        """To be shown: user, hosts, ports and database, and the service that says what the address does not."""
        user = f"{quote(self._given['user'])}@" if self._given.get("user") else ""
        hosts = (self._given.get("host") or self._given.get("hostaddr", "")).split(",")
        ports = self._given.get("port", "").split(",")
        if len(ports) < len(hosts):
            ports = ports[:1] * len(hosts)
        more = {"service": self._given.get("service", "")}
        if any(host.startswith("/") for host in hosts):  # folders of sockets
            named = ""
            more |= {"host": ",".join(hosts), "port": ",".join(ports)}
        else:
            named = ",".join(_host_and_port(host, port) for host, port in zip(hosts, ports, strict=False))
        query = "&".join(f"{name}={quote(value, safe='/,')}" for name, value in more.items() if value)
        return f"postgresql://{user}{named}/{quote(self._given.get('dbname', ''))}{'?' if query else ''}{query}"

    @cached_property
    def open_passfile(self) -> str:
        """The file of passwords, where others may read it: libpq takes none from such a one, and would say so on the
        terminal with every connection; empty if it is as it should be."""
        file = self._given.get("passfile") or os.environ.get("PGPASSFILE") or os.path.expanduser("~/.pgpass")
        try:
            mode = os.stat(file).st_mode
        except (OSError, ValueError):
            return ""
        return file if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO) else ""

    @cached_property
    def conninfo(self) -> str:
        """What libpq is given.

        The hosts of a service stand in it one by one: psycopg waits for each of those it sees for a while, and for a
        service as for one host, so that a silent first one would keep it from all others.
        """
        passfile = {"passfile": _NO_FILE} if self.open_passfile else {}
        return make_conninfo(**{**_OURS, **self._resolved(), **self._given, "client_encoding": "UTF8", **passfile})

    @cached_property
    def role_and_database(self) -> tuple[str, str]:
        """As the server is told them."""
        options = self._options()
        role, database = (options.get(name, b"").decode(errors="replace") for name in ("user", "dbname"))
        return role, database

    def _resolved(self) -> dict[str, str]:
        """What address, service and environment say of where it is and how it is connected to."""
        options = self._options()
        return {name: options[name].decode() for name in (*_OURS, *_WHERE) if name in options}

    def _options(self) -> dict[str, bytes]:
        """What address, service and environment say, as libpq reads them; it connects to nothing for that."""
        refused = {"sslmode": "no mode of libpq", "passfile": _NO_FILE}  # after all has been read
        asked = make_conninfo(**{**self._given, **refused})
        attempt = pq.PGconn.connect_start(asked.encode())
        try:
            return {option.keyword.decode(): option.val for option in attempt.info if option.val}
        finally:
            attempt.finish()


def _host_and_port(host: str, port: str) -> str:
    host = f"[{host}]" if ":" in host else quote(host)
    return f"{host}:{port}" if port else host


def _harmless(url: str) -> str:
    """The hosts of what cannot be read, if they are surely that: what stands elsewhere may be a password."""
    scheme, _, rest = url.partition("://")
    hosts = re.split(r"[/?]", rest.rpartition("@")[2])[0]
    return f"{scheme}://{hosts}" if re.fullmatch(r"([\w.-]+(:\d{1,5})?,?)+", hosts, re.ASCII) else f"{scheme}://…"


def _what_is_wrong(url: str) -> Words:
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    for parameter in url.partition("?")[2].split("&"):
        name, is_given, _ = parameter.partition("=")
        if is_given and unquote(name) not in known:
            return msg("{name} is no parameter of an address", name=clean_line(unquote(name))[:40])
    return _UNREADABLE
