"""OpenVPN, from the profile (.ovpn) that its user was given."""

from dataclasses import dataclass
from importlib.util import find_spec

from waythrough.model.path import PathSpec
from waythrough.net.openvpn import Below, knock
from waythrough.net.openvpn_tls import tls_of
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
        if ground.datagrams is None and all(each.proto is Proto.UDP for each in profile.remotes):
            what = "the way in front cannot carry UDP, which this profile needs"
            raise ConfigError("path.no_udp", what, todo="put another way in front, or none")
        if find_spec("cryptography") is None and profile.wrap in (Wrap.CRYPT, Wrap.CRYPT_V2):
            what = "the Python package “cryptography” is missing, which this profile needs"
            raise ConfigError("path.missing_package", what, todo="install it: pip install cryptography")
        below = Below(
            dialer=ground.dialer,
            datagrams=ground.datagrams,
            resolver=ground.entry_resolver,
            hop=ground.hop,
            patience=ground.patience,
        )
        ground.told(Opening(share=0.1, doing="asking the server"))
        try:
            answered = await knock(profile, below, tls_of(profile, passphrase_of(spec, profile)))
        except ProfileError as error:
            raise _refused(error) from None
        reason = why_untried() or "untried_rights"
        raise UntriedError(reason, "what this way carries cannot be tried out here", answered.legs)


def profile_of(spec: PathSpec) -> Profile:
    """The profile of a way, fit to be used. Raises ConfigError."""
    found = secret_of(spec.fields, "profile")
    try:
        profile = parse_profile(found.reveal() if found is not None else "")
    except ProfileError as error:
        raise _refused(error) from None
    if profile.missing:
        what = "the profile refers to files that are not in it: " + ", ".join(profile.missing)
        todo = "use a profile that holds them, as <ca> … </ca>"
        raise ConfigError("path.openvpn_files", what, todo=todo)
    if not all(is_host(each.host) for each in profile.remotes):
        what = "a server in the profile is neither a host name nor an address"
        raise ConfigError("path.openvpn_profile", what, todo="correct the lines “remote”")
    return profile


def _refused(error: ProfileError) -> ConfigError:
    return ConfigError("path.openvpn_profile", str(error), todo="ask for a new profile")


def passphrase_of(spec: PathSpec, profile: Profile) -> str:
    """What opens the profile's own key: the password, where the server asks for none."""
    password = secret_of(spec.fields, "password")
    return password.reveal() if password is not None and not profile.login else ""


def why_untried() -> str:
    """Why a tunnel cannot be built up here, as a reason of verdict.explain_untried; "" when it can."""
    if not on_linux():
        return "untried_system"
    if not is_administrator():
        return "untried_rights"
    return "untried_program" if missing_programs("openvpn", "ip") else ""
