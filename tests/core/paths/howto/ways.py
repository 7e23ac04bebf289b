"""Ways of every kind, and the words and values of a guide, for the tests of this folder."""

from collections import Counter
from functools import cache

from tests.core.paths.exporting.test_forms import corpus
from waythrough.model.path import DIRECT, PathSpec
from waythrough.paths.howto.base import Guide, System
from waythrough.verdict.words import translator

EVERYWHERE = tuple(System)


@cache
def ways() -> dict[str, PathSpec]:
    """One way of every kind."""
    first = {spec.kind: spec for spec in reversed(corpus()) if spec.via is None}
    first["direct"] = DIRECT
    first["program"] = PathSpec(
        id="p", kind="program", fields={"command": "mytool --listen 127.0.0.1:{port}", "proxy": "socks5"}
    )
    first["wireguard_system"] = PathSpec(id="w", kind="wireguard_system", fields=first["wireguard"].fields)
    return first


@cache
def some() -> tuple[PathSpec, ...]:
    """At most three ways of each kind, chains among them."""
    taken: Counter[str] = Counter()
    found: list[PathSpec] = []
    for spec in corpus():
        taken[spec.kind] += 1
        if taken[spec.kind] <= 3:
            found.append(spec)
    return tuple(found)


def words(made: Guide) -> str:
    """All of a guide as its reader sees it, without the values."""
    render = translator("en").render
    steps = (*made.steps, *made.also)
    return "\n".join(
        render(text) for text in (made.title, *(s.text for s in steps), *made.test, *made.limits)
    )


def values(made: Guide) -> list[str]:
    return [value.text for step in (*made.steps, *made.also) for value in step.values]
