"""The kinds of ways that the program sing-box carries: VLESS, VMess, Trojan, Hysteria 2, TUIC, AnyTLS, ShadowTLS."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from waythrough.model.errors import WaythroughError
from waythrough.model.path import FieldValue, PathSpec
from waythrough.net.sing_box import SingBoxes
from waythrough.net.sing_box_behind import ServerSide
from waythrough.net.sing_box_program import BUILD, MISSING, NO_UTLS
from waythrough.net.sing_box_way import WayDialer
from waythrough.paths import sing_box_fields as forms
from waythrough.paths.base import (
    ConfigError,
    Field,
    Ground,
    OpenPath,
    Server,
    UntriedError,
    check_fields,
    secret_of,
    server_of,
    text_of,
)
from waythrough.verdict.clause import clause
from waythrough.wire.sing_box_raw import Outbound, read_outbound


def _nothing(fields: Mapping[str, FieldValue]) -> None:
    """A kind whose fields do not depend on each other."""


def _tls_hides(fields: Mapping[str, FieldValue]) -> bool:
    """TLS hides what goes through it, unless whoever stands between may show a certificate of their own."""
    return _security(fields) != "none" and _verifies(fields)


def skips_checks(spec: PathSpec) -> bool:
    """Whether a way does not check who its own server is, because its settings say so; of any kind of way."""
    if spec.kind == "singbox":
        outbound = _raw(spec.fields)
        return outbound is not None and outbound.insecure
    if "security" in {field.name for field in forms_of(spec.kind)}:
        return _security(spec.fields) == "tls" and not _verifies(spec.fields)
    return not _verifies(spec.fields)


def forms_of(kind_id: str) -> tuple[Field, ...]:
    """The fields of one of these kinds; none of any other kind."""
    return next((each.fields for each in KINDS if each.id == kind_id), ())


def _security(fields: Mapping[str, FieldValue]) -> str:
    return text_of(fields, "security") or "none"


def _verifies(fields: Mapping[str, FieldValue]) -> bool:
    return fields.get("insecure") is not True or text_of(fields, "security") == "reality"


def _vmess_hides(fields: Mapping[str, FieldValue]) -> bool:
    return text_of(fields, "cipher") not in ("none", "zero") or _tls_hides(fields)


def _raw(fields: Mapping[str, FieldValue]) -> Outbound | None:
    """The outbound as it was handed over, None when it cannot be used."""
    with suppress(ConfigError):
        return _read(fields)
    return None


def _read(fields: Mapping[str, FieldValue]) -> Outbound:
    text = secret_of(fields, "outbound")
    try:
        return read_outbound(text.reveal() if text else "")
    except ValueError as error:
        what = clause("the sing-box outbound cannot be used: {error}", error=error)
        raise ConfigError(
            "path.bad_field", what, todo="copy the outbound from its braces to its braces"
        ) from error


def _check_raw(fields: Mapping[str, FieldValue]) -> None:
    _read(fields)


def _raw_hides(fields: Mapping[str, FieldValue]) -> bool:
    outbound = _raw(fields)
    return outbound is not None and outbound.hides


def _always(fields: Mapping[str, FieldValue]) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SingBoxKind:
    """One protocol. `checks` are the rules between its fields, `hides` tells what encrypts, `udp` its own transport."""

    id: str
    label: str
    short: str
    fields: tuple[Field, ...]
    checks: Callable[[Mapping[str, FieldValue]], None] = _nothing
    hides: Callable[[Mapping[str, FieldValue]], bool] = _verifies
    udp: bool = False

    def encrypts(self, spec: PathSpec) -> bool:
        return self.hides(spec.fields)

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        self.checks(spec.fields)

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        outbound = _raw(spec.fields) if self.id == "singbox" else None
        if outbound is not None:
            return (Server(host=outbound.host, port=outbound.port, udp=outbound.udp),)
        return server_of(spec, udp=self.udp or text_of(spec.fields, "transport") == "quic")

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        (server,) = self.servers(spec)
        if server.udp and ground.datagrams is None:
            todo = clause("put another way in front of it, or none")
            raise ConfigError("path.no_udp", "the way in front cannot carry UDP", todo=todo)
        side = ServerSide(
            server.host,
            self.id,
            ground.dialer,
            resolver=ground.entry_resolver,
            datagrams=ground.datagrams,
            hop=ground.hop,
            port=server.port,
        )
        boxes = ground.shared.one(SingBoxes, SingBoxes)
        planned = [(each.kind, each.fields) for each in ground.shared.ways if each.kind in IDS]
        try:
            slot = await boxes.take((self.id, spec.fields), planned, side, ground.trust.pem.decode())
        except WaythroughError as error:
            if error.message_id in (BUILD, MISSING, NO_UTLS):
                raise UntriedError(error.message_id, error.what, (), todo=error.todo) from error
            raise ConfigError(error.message_id, error.what, todo=error.todo) from error
        dialer = WayDialer(slot, side)

        async def close() -> None:
            await boxes.give_back(slot)

        return OpenPath(
            dialer=dialer,
            resolver=None,
            hops=ground.hop + 1,
            datagrams=dialer if slot.way.datagrams else None,
            closers=[close],
        )


KINDS: tuple[SingBoxKind, ...] = (
    SingBoxKind(
        id="vless",
        label="VLESS server",
        short="VLESS",
        fields=forms.VLESS,
        checks=forms.check_vless,
        hides=_tls_hides,
    ),
    SingBoxKind(
        id="vmess",
        label="VMess server",
        short="VMess",
        fields=forms.VMESS,
        checks=forms.check_tls,
        hides=_vmess_hides,
    ),
    SingBoxKind(
        id="trojan",
        label="Trojan server",
        short="Trojan",
        fields=forms.TROJAN,
        checks=forms.check_tls,
        hides=_tls_hides,
    ),
    SingBoxKind(
        id="hysteria2",
        label="Hysteria 2 server",
        short="Hysteria 2",
        fields=forms.HYSTERIA2,
        checks=forms.check_hysteria2,
        udp=True,
    ),
    SingBoxKind(
        id="tuic",
        label="TUIC server",
        short="TUIC",
        fields=forms.TUIC,
        checks=forms.check_tuic,
        udp=True,
    ),
    SingBoxKind(id="anytls", label="AnyTLS server", short="AnyTLS", fields=forms.ANYTLS),
    SingBoxKind(
        id="shadowtls",
        label="ShadowTLS server",
        short="ShadowTLS",
        fields=forms.SHADOWTLS,
        checks=forms.check_shadowtls,
        hides=_always,
    ),
    SingBoxKind(
        id="singbox",
        label="sing-box outbound",
        short="sing-box",
        fields=forms.SINGBOX,
        checks=_check_raw,
        hides=_raw_hides,
    ),
)

IDS = frozenset(each.id for each in KINDS)
