"""The work behind `paths trust`: shows the key of an SSH server, asks once, and keeps the answer with the way."""

import asyncio
from dataclasses import replace
from types import MappingProxyType

from waythrough.cli.consent import DeclinedError, agree
from waythrough.cli.exits import Exit
from waythrough.cli.render.plain import ask, can_ask, say, tell_folded
from waythrough.cli.tongue import spoken
from waythrough.cli.wishes import Home
from waythrough.engine.engine import Engine
from waythrough.model.errors import WaythroughError
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.run import RunPlan
from waythrough.net.base import DialError
from waythrough.paths.host_key import FIELD, ShownKey
from waythrough.store.ways import change_way, find_way
from waythrough.verdict.clause import clause
from waythrough.verdict.explain_failure import way_clause

ACCEPT = "--accept-host-key"
NOBODY_TO_ASK = clause(
    "give --yes to agree to that, and {accept} to confirm the key that its server shows", accept=ACCEPT
)


def trust(home: Home, profile: NetworkProfile, name: str, *, accept: bool, yes: bool) -> Exit:
    """Confirm the key of a kept way's server. `accept`: whatever key a new server shows. Raises WaythroughError."""
    spec = find_way(home.dirs.ways, name)
    plan = RunPlan(platforms=(), paths=(spec,), direct=False)
    translate = spoken()
    try:
        agree(plan, profile, home, translate, yes=yes)
    except DeclinedError as error:
        if accept or can_ask():
            raise
        raise DeclinedError(error.message_id, error.what, todo=NOBODY_TO_ASK) from error
    called = spec.name or spec.id
    key = asyncio.run(_look(profile, spec))
    if key is None:
        say(clause("Trusted already: {name}", name=called))
        return Exit.OPENS
    say(f"{key.fingerprint} ({key.kind})")
    if key.changed:
        raise WaythroughError(
            "paths.key_changed",
            clause(
                "the server of “{name}” shows another key than the confirmed one; somebody may sit in between",
                name=called,
            ),
            todo="do not use it; if whoever runs it confirms this fingerprint, remove the way and add it again",
        )
    if not accept:
        _ask(called)
    change_way(
        home.dirs.ways,
        replace(spec, fields=MappingProxyType({**spec.fields, FIELD: key.fingerprint})),
    )
    say(clause("Confirmed: {name}", name=called))
    return Exit.OPENS


async def _look(profile: NetworkProfile, spec: PathSpec) -> ShownKey | None:
    async with Engine(profile) as engine:
        try:
            return await engine.host_key(spec)
        except DialError as error:
            why = way_clause(error.legs[-1].stage, error.failure.kind)
            raise WaythroughError(
                "paths.no_key_shown",
                clause("no key was shown: {why}", why=why),
                todo="try again later, or check the address",
            ) from error


def _ask(called: str) -> None:
    if not can_ask():
        what = clause("nothing was kept, because nobody could be asked")
        todo = clause(
            "compare this fingerprint with the one you were given, then add {accept}", accept=ACCEPT
        )
        raise DeclinedError("paths.key_not_confirmed", what, todo=todo)
    tell_folded(
        clause(
            "This is the fingerprint that the server of “{name}” shows."
            " Compare it with what its owner told you: if it differs, somebody sits in between.",
            name=called,
        )
    )
    if not ask("Is it the one that you were given? [y/N]"):
        raise DeclinedError("paths.key_declined", "nothing was kept, because you did not confirm it")
