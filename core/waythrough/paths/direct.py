"""The line itself, column 0 of every matrix."""

from waythrough.model.path import DIRECT_ID, PathSpec
from waythrough.paths.base import Field, Ground, OpenPath, Server, check_fields


class DirectKind:
    """No proxy at all: targets are resolved and dialled as every program on the machine would."""

    id = DIRECT_ID
    label = "direct line"
    short = "Direct"
    fields: tuple[Field, ...] = ()

    def encrypts(self, spec: PathSpec) -> bool:
        return False

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        return ()

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        return OpenPath(
            dialer=ground.dialer, resolver=ground.resolver, hops=ground.hop, datagrams=ground.datagrams
        )
