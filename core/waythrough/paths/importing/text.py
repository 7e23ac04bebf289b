"""Any text in which a user has ways: a list with one a line, or a paths file."""

import re
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.base import ImportedPaths, Rejected, excerpt, rejected
from waythrough.paths.importing.links import parse_spec, unsupported_kind
from waythrough.paths.importing.paths_file import parse_file

_TOML: Final = re.compile(r"(?m)^\s*\[\[\s*path\s*\]\]")
_LINK: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://")
_FILES: Final = (
    (re.compile(r"(?m)^\s*\[Interface\]\s*$"), "WireGuard"),
    (re.compile(r"(?m)^\s*(?:client|dev\s+tun\w*|remote\s+\S+\s+\d+.*)\s*$"), "OpenVPN"),
    (re.compile(r"(?m)^\s*proxies:\s*$"), "Clash"),
    (re.compile(r'(?s)^\s*\{.*"outbounds"'), "sing-box or Xray"),
)
MAX_CHARS: Final = 4_000_000


def import_paths(text: str, source: str, *, default_kind: str | None = None) -> ImportedPaths:
    """Take every way that `text` holds; a bad line never spoils the good ones.

    Lines that are empty or begin with "#", ";" or "//" are passed over. `default_kind` is what a bare host:port
    is (None: told by its port). Raises nothing: what cannot be taken is in `rejected`.
    """
    text = text[:MAX_CHARS].removeprefix("\ufeff")
    if _TOML.search(text):
        found = parse_file(text, source)
        return found if found.specs else _with_links(found, text, default_kind)
    for pattern, name in _FILES:
        if match := pattern.search(text):
            line = text.count("\n", 0, match.start()) + 1
            return ImportedPaths(
                source=source, rejected=(rejected(line, match.group().strip()[:20], unsupported_kind(name)),)
            )
    return _import_lines(text, source, default_kind)


def _with_links(found: ImportedPaths, text: str, default_kind: str | None) -> ImportedPaths:
    """The same, and the plain links among the lines of a file that is no TOML as a whole."""
    links = "\n".join(line if _LINK.match(line) else "" for line in text.splitlines())
    taken = _import_lines(links, found.source, default_kind)
    rejected = sorted((*found.rejected, *taken.rejected), key=lambda each: each.line)
    return ImportedPaths(source=found.source, specs=taken.specs, rejected=tuple(rejected))


def _import_lines(text: str, source: str, default_kind: str | None) -> ImportedPaths:
    specs: list[PathSpec] = []
    refused: list[Rejected] = []
    seen: dict[object, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(("#", ";", "//")):
            continue
        try:
            spec = parse_spec(line, default_kind=default_kind)
            first = seen.setdefault(content_of(spec), number)
            if first != number:
                what = f"the same way stands in line {first}"
                raise ConfigError("path.twice", what, todo="nothing, it is taken once")
        except ConfigError as error:
            refused.append(rejected(number, excerpt(line), error))
        else:
            specs.append(spec)
    return ImportedPaths(source=source, specs=tuple(specs), rejected=tuple(refused))


def content_of(spec: PathSpec) -> object:
    """What makes two ways the same, whatever they are called: to be compared only, for it holds the secrets."""
    fields = tuple(sorted((name, _plain(value)) for name, value in spec.fields.items()))
    return spec.kind, fields, content_of(spec.via) if spec.via else None


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)
