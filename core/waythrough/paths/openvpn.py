"""OpenVPN, from the profile (.ovpn) that its user was given."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.net.inside import inside_dialer
from waythrough.net.namespace import can_make_namespaces
from waythrough.net.openvpn import KIND, Answered, Below, knock
from waythrough.net.openvpn_tls import tls_of
from waythrough.net.openvpn_tunnel import Login, ProgramRefusedError, Tunnel
from waythrough.net.rights import is_administrator, missing_programs, on_linux
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    Opening,
    OpenPath,
    Server,
    UntriedError,
    check_fields,
    secret_of,
    text_of,
)
from waythrough.paths.hosts import is_host
from waythrough.verdict.clause import clause
from waythrough.wire.openvpn_profile import Profile, ProfileError, Proto, Wrap, parse_profile


@dataclass(frozen=True, slots=True)
class OpenVpnKind:
    """The server's answer is asked natively; what it carries needs administrator rights and the openvpn program."""

    id: str = "openvpn"
    label: str = "OpenVPN profile"
    short: str = "OpenVPN"
    fields: tuple[Field, ...] = (
        Field(name="profile", type=FieldType.SECRET_LINES, label="Profile (.ovpn)", required=True),
        Field(name="user", type=FieldType.TEXT, label="User"),
        Field(name="password", type=FieldType.SECRET, label="Password"),
    )

    def encrypts(self, spec: PathSpec) -> bool:
        try:
            cipher = profile_of(spec).option("cipher")
        except ConfigError:
            return False
        return cipher is None or cipher[:1] != ("none",)

    def check(self, spec: PathSpec) -> None:
        check_fields(self, spec)
        profile = profile_of(spec)
        if profile.login and "password" in spec.fields and not text_of(spec.fields, "user"):
            raise ConfigError(
                "path.password_alone", "there is a password but no user", todo="fill in “user” too"
            )

    def servers(self, spec: PathSpec) -> tuple[Server, ...]:
        try:
            remotes = profile_of(spec).remotes
        except ConfigError:
            return ()
        found = (Server(host=each.host, port=each.port, udp=each.proto is Proto.UDP) for each in remotes)
        return tuple(dict.fromkeys(found))

    async def open(self, spec: PathSpec, ground: Ground) -> OpenPath:
        self.check(spec)
        profile = profile_of(spec)
        login = login_of(spec, profile)
        _need(profile, ground)
        below = Below(
            dialer=ground.dialer,
            datagrams=ground.datagrams,
            resolver=ground.entry_resolver,
            hop=ground.hop,
            patience=ground.patience,
        )
        ground.told(Opening(share=0.1, doing=_ASKING))
        try:
            tls = tls_of(profile, "" if profile.login else login.password.reveal())
            answered = await knock(profile, below, tls)
        except ProfileError as error:
            raise _refused(error) from None
        if reason := why_untried():
            raise UntriedError(reason, "what this way carries cannot be tried out here", answered.legs)
        if profile.login and not login.user:
            raise ConfigError(
                "path.openvpn_login", "its server wants a user and a password", todo="fill in both"
            )
        return await _tunnel(profile, answered, below, login, ground)


_ASKING: Final = "asking the server"
_BUILDING: Final = "building up the tunnel"


async def _tunnel(
    profile: Profile, answered: Answered, below: Below, login: Login, ground: Ground
) -> OpenPath:
    """The whole tunnel, by the openvpn program in a namespace of its own."""

    def told(share: float) -> None:
        ground.told(Opening(share=share, doing=_BUILDING))

    tunnel = Tunnel(profile=profile, answered=answered, below=below, login=login, told=told)
    try:
        namespace = await tunnel.open()
    except ProgramRefusedError as error:
        what = clause("the program openvpn does not take the profile: {text}", text=error.text)
        raise ConfigError("path.openvpn_program", what, todo="ask for a new profile") from None
    except OSError as error:
        what = clause("no network namespace could be made for it")
        raise ConfigError("path.no_namespace", what, todo="try the profile in your VPN program") from error
    servers = tunnel.pushed.dns or ground.exit_dns
    dialer = inside_dialer(namespace, tunnel.device, servers, kind=KIND, hop=ground.hop)
    return OpenPath(
        dialer=dialer,
        resolver=None,
        hops=ground.hop + 1,
        datagrams=dialer,
        legs=tunnel.legs,
        closers=[tunnel.aclose],
    )


def _need(profile: Profile, ground: Ground) -> None:
    """Refuse what cannot be asked at all. Raises ConfigError."""
    if ground.datagrams is None and all(each.proto is Proto.UDP for each in profile.remotes):
        what = clause("the way in front cannot carry UDP, which this profile needs")
        raise ConfigError("path.no_udp", what, todo="put another way in front, or none")
    if find_spec("cryptography") is None and profile.wrap in (Wrap.CRYPT, Wrap.CRYPT_V2):
        what = clause("the Python package “cryptography” is missing, which this profile needs")
        raise ConfigError("path.missing_package", what, todo="install it: pip install cryptography")


def profile_of(spec: PathSpec) -> Profile:
    """The profile of a way, fit to be used. Raises ConfigError."""
    found = secret_of(spec.fields, "profile")
    try:
        profile = parse_profile(found.reveal() if found is not None else "")
    except ProfileError as error:
        raise _refused(error) from None
    if profile.missing:
        what = "the profile refers to files that are not in it: " + ", ".join(profile.missing)
        todo = clause("use a profile that holds them, as <ca> … </ca>")
        raise ConfigError("path.openvpn_files", what, todo=todo)
    if not all(is_host(each.host) for each in profile.remotes):
        what = clause("a server in the profile is neither a host name nor an address")
        raise ConfigError("path.openvpn_profile", what, todo="correct the lines “remote”")
    return profile


def _refused(error: ProfileError) -> ConfigError:
    return ConfigError("path.openvpn_profile", str(error), todo="ask for a new profile")


def login_of(spec: PathSpec, profile: Profile) -> Login:
    """User and password of the fields, else of the profile; where the server asks for none, its key's passphrase."""
    user, password = text_of(spec.fields, "user") or "", secret_of(spec.fields, "password")
    if profile.login and not user:
        lines = profile.block("auth-user-pass").splitlines()
        return Login(user="".join(lines[:1]), password=Secret("".join(lines[1:2])))
    return Login(user=user, password=password or Secret(""))


def why_untried() -> str:
    """Why a tunnel cannot be built up here, as a reason of verdict.explain_untried; "" when it can."""
    if not on_linux():
        return "untried_system"
    if not is_administrator():
        return "untried_rights"
    if missing_programs("openvpn", "ip"):
        return "untried_program"
    return "" if can_make_namespaces() else "untried_system"
