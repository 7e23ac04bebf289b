"""The single tries of the ECH leg: HTTPS records, and hellos that differ in one extension."""

import secrets

from waythrough.model.step import Purpose, Step
from waythrough.net.hello import say_hello
from waythrough.net.resolver_base import Resolver
from waythrough.net.service_record import ServiceOutcome, ask_service
from waythrough.probe.walk import Walk
from waythrough.wire.client_hello import client_hello, ech_extension, esni_extension
from waythrough.wire.ech import EchKey


async def ask_record(walk: Walk, name: str, resolver: Resolver, attempt: int) -> ServiceOutcome | None:
    """Ask one resolver for the HTTPS record of a name; None when it cannot be asked."""
    seen = await ask_service(resolver, name, walk.patience)
    if seen is not None:
        walk.with_purpose(Purpose.HTTPS_RECORD, attempt).record(Step.RESOLVE, name, seen, detail=seen.detail)
    return seen


async def ask_hello(
    walk: Walk,
    purpose: Purpose,
    host: str,
    port: int,
    address: str,
    attempt: int,
    key: EchKey | None = None,
) -> bool:
    """One hello of the kind that `purpose` names; True when the server answered it with its own.

    `key` is that of the host's HTTPS record; the real hello and the one without ECH under its public name need it.
    """
    probe = walk.with_purpose(purpose, attempt)
    name, extra = host, b""
    if key is not None and purpose in (Purpose.ECH_REAL, Purpose.ECH_PUBLIC):
        name = key.public_name
    if purpose is Purpose.ECH_REAL:
        extra = ech_extension(secrets.token_bytes, key)
    elif purpose is Purpose.ECH_GREASE:
        extra = ech_extension(secrets.token_bytes)
    elif purpose is Purpose.ESNI:
        extra = esni_extension(secrets.token_bytes)
    reached = await probe.connect(host, port, address)
    if reached is None:
        return False
    seen = await say_hello(
        reached.stream, name, client_hello(name, secrets.token_bytes, extra=extra), walk.patience
    )
    probe.record(Step.TLS, name, seen, port=port, address=reached.address, detail=seen.detail)
    return seen.failure is None
