"""Where a workspace on a server is: an address as libpq understands it, without a password."""

from functools import cached_property
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kanban.text.messages import Refused, msg

CONNECT_SECONDS = 5
"""How long one host is waited for, unless the address says otherwise."""
_OURS = {
    "application_name": "kanban",
    "connect_timeout": str(CONNECT_SECONDS),
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What the address need not say: a host that has gone is noticed within half a minute."""


class Address:
    """An address. Passwords come from ~/.pgpass, PGPASSFILE or a service file: an address can be read by others."""

    def __init__(self, url: str) -> None:
        """Raises Refused for what libpq cannot read, and for a password; neither is repeated."""
        try:
            self._given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except psycopg.Error:
            raise Refused(
                msg("the address of the server cannot be read; it is postgresql://[USER@]HOST[:PORT]/DATABASE")
            ) from None
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

    @property
    def conninfo(self) -> str:
        """What libpq is given."""
        return make_conninfo(**{**_OURS, **self._given})
