"""What the sentences call things: ways, services, parts of a service, places on the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from waythrough.model.path import DIRECT_ID
from waythrough.model.platform import Role
from waythrough.model.run import PathInfo, Run
from waythrough.model.verdict import Locus, Verdict
from waythrough.verdict.words import Names, Text, Value, msg, translator

DIRECT_NAME: Final = msg("Direct")
"""What the direct line is called in a table head."""

_ROLES = {
    Role.WEB: msg("pages"),
    Role.API: msg("the app"),
    Role.MEDIA: msg("pictures and videos"),
    Role.CHAT: msg("messages"),
    Role.PUSH: msg("notifications"),
}

_PLACES = {
    Locus.LOCAL: msg("Something on your own side"),
    Locus.DIRECT: msg("This network"),
    Locus.PATH_ENTRY: msg("This network, on the line to the way's server,"),
    Locus.PATH: msg("The way itself"),
    Locus.PATH_EXIT: msg("The network behind this way"),
    Locus.SERVICE: msg("The service itself"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Names by id, in the reader's language where there is one; an id without a name stands for itself."""

    paths: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    platforms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def path(self, path_id: str) -> str:
        """The name of a way."""
        return self.paths.get(path_id, path_id)

    def platform(self, platform_id: str) -> str:
        """The name of a service."""
        return self.platforms.get(platform_id, platform_id)

    def path_row(self, path_ids: tuple[str, ...]) -> Names:
        """Names of several ways in a sentence."""
        return Names(tuple(self.path(path_id) for path_id in path_ids))

    def platform_row(self, platform_ids: tuple[str, ...]) -> Names:
        """Names of several services in a sentence."""
        return Names(tuple(self.platform(platform_id) for platform_id in platform_ids))


def naming(run: Run, language: str = "en") -> Naming:
    """The names of a run in a language; the direct line gets its translated name."""
    direct = translator(language).render(DIRECT_NAME)
    return Naming(
        paths={info.id: direct if info.id == DIRECT_ID else info.name or info.id for info in run.paths},
        platforms={info.id: info.name(language) for info in run.platforms},
    )


def path_title(info: PathInfo) -> Value:
    """The name of a way as a parameter of a sentence or as a table head."""
    return DIRECT_NAME if info.id == DIRECT_ID else info.name or info.id


def role_text(role: Role) -> Text:
    """What a part of a service is called in a sentence."""
    return _ROLES[role]


def place(verdict: Verdict) -> Text:
    """Where it happened, as the subject of a sentence; never who did it."""
    return _PLACES[verdict.locus]


def param(verdict: Verdict, name: str) -> str:
    """A parameter of a verdict, "" when the rule gave none."""
    return next((value for key, value in verdict.params if key == name), "")
