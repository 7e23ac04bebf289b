"""All forms in which ways can be given on, and what of them cannot: told, never silently left out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from waythrough.model.path import PathSpec
from waythrough.paths.base import ConfigError
from waythrough.paths.exporting.conf import conf_of, file_name
from waythrough.paths.exporting.links import link_of
from waythrough.paths.exporting.sing_box import outbounds_of
from waythrough.paths.importing.paths_file import format_file
from waythrough.paths.importing.qr import make_code
from waythrough.paths.registry import display_names

_Written = TypeVar("_Written")


class Form(StrEnum):
    """A form of export."""

    LINKS = "links"
    CONF = "conf"
    SING_BOX = "sing-box"
    TOML = "toml"
    QR = "qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, with the secrets in it, and the names of the ways that the form cannot say, with the reason.

    `files`: each tunnel by the name of its file, in the form whose readers take one a file; `content` is the first.
    """

    content: bytes = field(repr=False)
    left_out: tuple[tuple[str, ConfigError], ...] = ()
    count: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def export(specs: Sequence[PathSpec], form: Form) -> Exported:
    """Write ways down. Raises ConfigError when a picture is asked for and its text is too long."""
    if form is Form.TOML:
        return Exported(content=format_file(specs, ids=False).encode(), count=len(specs))
    return _BY_FORM[form](specs)


def _links(specs: Sequence[PathSpec]) -> Exported:
    written, left_out = _each(specs, link_of)
    text = "".join(f"{link}\n" for link in written)
    return Exported(content=text.encode(), left_out=left_out, count=len(written))


def _conf(specs: Sequence[PathSpec]) -> Exported:
    names = display_names(specs)
    files: dict[str, bytes] = {}

    def write(spec: PathSpec) -> None:
        content = conf_of(spec).encode()
        files[file_name(names[spec.id], spec, [name.lower() for name in files])] = content

    written, left_out = _each(specs, write)
    first = next(iter(files.values()), b"")
    return Exported(content=first, left_out=left_out, count=len(written), files=files)


def _sing_box(specs: Sequence[PathSpec]) -> Exported:
    names = display_names(specs)
    written, left_out = _each(specs, lambda spec: outbounds_of(spec, names[spec.id]))
    whole = {
        "outbounds": [each for outbounds, _ in written for each in outbounds],
        "endpoints": [each for _, endpoints in written for each in endpoints],
    }
    text = json.dumps({key: value for key, value in whole.items() if value}, ensure_ascii=False, indent=2)
    return Exported(content=f"{text}\n".encode(), left_out=left_out, count=len(written))


def _qr(specs: Sequence[PathSpec]) -> Exported:
    def text(spec: PathSpec) -> str:
        return (
            conf_of(spec) if spec.kind == "wireguard" else link_of(spec)
        )  # the apps of WireGuard read files only

    written, left_out = _each(specs, text)
    content = make_code("\n".join(written)) if written else b""
    return Exported(content=content, left_out=left_out, count=len(written))


def _each(
    specs: Sequence[PathSpec], write: Callable[[PathSpec], _Written]
) -> tuple[list[_Written], tuple[tuple[str, ConfigError], ...]]:
    names = display_names(specs)
    written: list[_Written] = []
    left_out: list[tuple[str, ConfigError]] = []
    for spec in specs:
        try:
            written.append(write(spec))
        except ConfigError as error:
            left_out.append((names[spec.id], error))
    return written, tuple(left_out)


_BY_FORM: Final = {Form.LINKS: _links, Form.CONF: _conf, Form.SING_BOX: _sing_box, Form.QR: _qr}
