"""Where a workspace on a server is: an address as libpq understands it, without a password."""

import re
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
_WHERE = ("host", "hostaddr", "port")


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
        hosts = self._given.get("host", "").split(",")
        ports = self._given.get("port", "").split(",")
        if len(ports) < len(hosts):
            ports = ports[:1] * len(hosts)
        named = [
            f"{quote(h, safe='[]:/')}:{p}" if p else quote(h, safe="[]:/") for h, p in zip(hosts, ports, strict=False)
        ]
        service = f"?service={quote(self._given['service'])}" if self._given.get("service") else ""
        return f"postgresql://{user}{','.join(named)}/{quote(self._given.get('dbname', ''))}{service}"

    @cached_property
    def conninfo(self) -> str:
        """What libpq is given.

        The hosts of a service stand in it one by one: psycopg waits for each of those it sees for a while, and for a
        service as for one host, so that a silent first one would keep it from all others.
        """
        return make_conninfo(**{**_OURS, **self._resolved(), **self._given, "client_encoding": "UTF8"})

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
        asked = make_conninfo(**{**self._given, "sslmode": "no mode of libpq"})  # refused after all has been read
        attempt = pq.PGconn.connect_start(asked.encode())
        try:
            return {option.keyword.decode(): option.val for option in attempt.info if option.val}
        finally:
            attempt.finish()


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
    return msg("the address of the server cannot be read; it is postgresql://[USER@]HOST[:PORT]/DATABASE")
