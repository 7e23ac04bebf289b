"""What is known of a running server: how a client is told of it, and what it is told wrong."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import MappingProxyType

from tests.lab.packets import TCP, UDP
from tests.ways import programs
from tests.ways.programs import Place
from waythrough.model.path import FieldValue, PathSpec

Fields = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealWay:
    """A running server and the way through it.

    `fields` are those of the way besides `host` and `port`, `wrong` those that differ when the secret is wrong
    (empty: the kind has none). `given` makes the fields from a host instead, for kinds that hide it in a text.
    `udp`: the client speaks to it by datagrams; `both`: by either. `mute`: whatever is wrong is met with silence.
    `pid` is its process.
    """

    kind: str
    port: int
    fields: Fields = field(default_factory=dict)
    wrong: Fields = field(default_factory=dict)
    given: Callable[[str, bool], Fields] | None = None
    udp: bool = False
    both: bool = False
    mute: bool = False
    pid: int = 0

    @property
    def protocols(self) -> tuple[int, ...]:
        """What the client speaks to it by."""
        return (TCP, UDP) if self.both else (UDP,) if self.udp else (TCP,)

    def spec(self, host: str, *, via: PathSpec | None = None, wrong: bool = False) -> PathSpec:
        """The way as its user has it."""
        if self.given is not None:
            fields = self.given(host, wrong)
        else:
            fields = {"host": host, "port": self.port, **self.fields, **(self.wrong if wrong else {})}
        return PathSpec(id="way", kind=self.kind, fields=MappingProxyType(dict(fields)), via=via)


Start = Callable[[Place], AbstractContextManager[RealWay]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a server is started, and what must be installed for that: programs and Python modules."""

    name: str
    start: Start
    needs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """Why it cannot be started here, "" when it can."""
        lacking = [name for name in self.modules if find_spec(name) is None]
        return programs.missing(*self.needs) or (f"not installed: {', '.join(lacking)}" if lacking else "")
