"""Values to plain JSON types and back, by their type hints: one form for reports, history and event lines."""

import base64
import binascii
import dataclasses
import types
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from waythrough.model.observation import (
    ConnectDetail,
    HttpDetail,
    PathDetail,
    ResolveDetail,
    ServiceDetail,
    TlsDetail,
    TransferDetail,
)

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_Value = TypeVar("_Value")

TAG: Final = "type"
_TAGS: Final[dict[type, str]] = {
    ResolveDetail: "resolve",
    ConnectDetail: "connect",
    PathDetail: "path",
    TlsDetail: "tls",
    HttpDetail: "http",
    ServiceDetail: "service",
    TransferDetail: "transfer",
}


class PlainError(ValueError):
    """Data that does not fit the value it should become; the message names the place, as "cells[3].works"."""


def to_plain(value: object) -> Plain:
    """A value of the model as JSON types. Raises TypeError for anything else, secrets among them.

    Enums become their value, bytes base64, tuples lists, a field that maps keys that are not strings the list of
    its values; the details of observations say their kind under "type".
    """
    if isinstance(value, Enum):
        return to_plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        tag: dict[str, Plain] = {TAG: _TAGS[type(value)]} if type(value) in _TAGS else {}
        listed = _listed(type(value))
        return tag | {
            item.name: to_plain(tuple(found.values()) if item.name in listed else found)
            for item in dataclasses.fields(value)
            for found in (getattr(value, item.name),)
        }
    raise TypeError(f"not a value of the model: {type(value).__name__}")


def from_plain(kind: type[_Value], data: object) -> _Value:
    """The value that `to_plain` gave. Unknown keys are passed over, missing ones take their default.

    Raises PlainError.
    """
    found = _build(kind, data, "")
    assert isinstance(found, kind)
    return found


def _build(kind: Any, data: object, place: str) -> object:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _build_union(get_args(kind), data, place)
    if origin is tuple:
        return _build_tuple(get_args(kind), data, place)
    if origin is not None and issubclass(origin, Mapping):
        return _build_mapping(get_args(kind), data, place)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _build_dataclass(kind, data, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError:
            raise PlainError(
                f"{place}: {data!r} is not one of {', '.join(str(item.value) for item in kind)}"
            ) from None
    return _build_scalar(kind, data, place)


def _build_scalar(kind: Any, data: object, place: str) -> object:
    if kind is bytes and isinstance(data, str):
        try:
            return base64.b64decode(data, validate=True)
        except binascii.Error:
            raise PlainError(f"{place}: not base64") from None
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    fits = type(data) is kind if kind in {int, bool, float, str} else kind is types.NoneType and data is None
    if not fits:
        raise PlainError(f"{place}: {getattr(kind, '__name__', kind)} is due, not {type(data).__name__}")
    return data


def _build_union(kinds: tuple[Any, ...], data: object, place: str) -> object:
    if data is None and types.NoneType in kinds:
        return None
    kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
    if len(kinds) == 1:
        return _build(kinds[0], data, place)
    tag = data.get(TAG) if isinstance(data, dict) else None
    for kind in kinds:
        if _TAGS.get(kind) == tag and tag is not None:
            return _build(kind, data, place)
    raise PlainError(f"{place}: of no known kind")


def _build_tuple(kinds: tuple[Any, ...], data: object, place: str) -> tuple[object, ...]:
    if not isinstance(data, list | tuple):
        raise PlainError(f"{place}: a list is due, not {type(data).__name__}")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_build(kinds[0], item, f"{place}[{number}]") for number, item in enumerate(data))
    if len(kinds) != len(data):
        raise PlainError(f"{place}: {len(kinds)} entries are due, not {len(data)}")
    pairs = enumerate(zip(kinds, data, strict=True))
    return tuple(_build(kind, item, f"{place}[{number}]") for number, (kind, item) in pairs)


def _build_mapping(kinds: tuple[Any, ...], data: object, place: str) -> Mapping[Any, object]:
    key_kind, value_kind = kinds
    if key_kind is str and isinstance(data, dict):
        return types.MappingProxyType({key: _build(value_kind, data[key], f"{place}.{key}") for key in data})
    if key_kind is not str and isinstance(data, list):
        items = [_build(value_kind, item, f"{place}[{number}]") for number, item in enumerate(data)]
        return types.MappingProxyType({item.key: item for item in items})  # type: ignore[attr-defined]
    raise PlainError(f"{place}: not a collection of the due kind")


def _build_dataclass(kind: type, data: object, place: str) -> object:
    if not isinstance(data, dict):
        raise PlainError(f"{place or kind.__name__}: an object is due, not {type(data).__name__}")
    values: dict[str, object] = {}
    for item in dataclasses.fields(kind):
        if item.name in data:
            inner = f"{place}.{item.name}" if place else item.name
            values[item.name] = _build(_hints(kind)[item.name], data[item.name], inner)
        elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            raise PlainError(f"{place or kind.__name__}: {item.name!r} is missing")
    return kind(**values)


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache(maxsize=64)
def _listed(kind: type) -> frozenset[str]:
    """Fields that map something else than strings: each value knows its own key, so the values are enough."""
    return frozenset(
        name
        for name, hint in _hints(kind).items()
        if isinstance(get_origin(hint), type)
        and issubclass(get_origin(hint), Mapping)
        and get_args(hint)[0] is not str
    )
