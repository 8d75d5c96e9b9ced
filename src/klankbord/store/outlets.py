"""Where Klankbord may go over the network: hosts that an admin named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select

from klankbord.store.hook_tables import outlets
from klankbord.store.rows import put_row
from klankbord.store.tables import people

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Outlet:
    """One place to which Klankbord may go.

    `host` in lower case, as it travels; *.zoom.us is whatever ends so. `inside`: it may lie in the
    organisation's own network.
    """

    scheme: str
    host: str
    port: int
    inside: bool = False

    @property
    def text(self) -> str:
        """As an admin writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return ("" if self.scheme == "https" else f"{self.scheme}://") + host + port

    def leads_to(self, scheme: str, host: str, port: int) -> bool:
        """Whether it names this place."""
        if (scheme, port) != (self.scheme, self.port):
            return False
        if self.host.startswith("*."):
            return host.endswith(self.host[1:]) and len(host) >= len(self.host)
        return host == self.host


@dataclass(frozen=True)
class NamedOutlet:
    """An outlet as it was named: by whom ("" where they are gone), and when."""

    id: int
    outlet: Outlet
    by: str
    at: datetime


def name_outlet(connection: Connection, outlet: Outlet, person: int, now: datetime) -> None:
    """Name a host, in place of the same one."""
    row = {"scheme": outlet.scheme, "host": outlet.host, "port": outlet.port}
    row |= {"inside": outlet.inside, "person_id": person, "created_at": now}
    c = outlets.c
    put_row(connection, outlets, row, c.scheme, c.host, c.port)


def forget_outlet(connection: Connection, number: int) -> Outlet | None:
    """Name a host no more; which it was, None where it was none."""
    c = outlets.c
    gone = delete(outlets).where(c.id == number).returning(c.scheme, c.host, c.port, c.inside)
    row = connection.execute(gone).one_or_none()
    return Outlet(*row) if row else None


def all_outlets(connection: Connection) -> tuple[Outlet, ...]:
    """Every host that was named."""
    return tuple(one.outlet for one in named_outlets(connection))


def named_outlets(connection: Connection) -> list[NamedOutlet]:
    """The same, with who named each, by host."""
    c = outlets.c
    wanted = select(outlets, people.c.name.label("by")).outerjoin(
        people, people.c.id == c.person_id
    )
    ordered = wanted.order_by(c.host, c.port, c.scheme)
    return [_named(row) for row in connection.execute(ordered)]


def _named(row: Row[tuple[object, ...]]) -> NamedOutlet:
    outlet = Outlet(row.scheme, row.host, row.port, row.inside)
    return NamedOutlet(row.id, outlet, row.by or "", row.created_at)
