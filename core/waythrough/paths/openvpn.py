"""OpenVPN, from the profile (.ovpn) that its user was given."""

from dataclasses import dataclass

from waythrough.model.path import PathSpec
from waythrough.paths.base import (
    ConfigError,
    Field,
    FieldType,
    Ground,
    OpenPath,
    Server,
    check_fields,
    secret_of,
    text_of,
)
from waythrough.paths.hosts import is_host
from waythrough.wire.openvpn_profile import Profile, ProfileError, Proto, parse_profile


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
        what = "ways over OpenVPN cannot be tried out yet"
        raise ConfigError("path.openvpn", what, todo="use another way")


def profile_of(spec: PathSpec) -> Profile:
    """The profile of a way, fit to be used. Raises ConfigError."""
    found = secret_of(spec.fields, "profile")
    try:
        profile = parse_profile(found.reveal() if found is not None else "")
    except ProfileError as error:
        raise ConfigError("path.openvpn_profile", str(error), todo="ask for a new profile") from None
    if profile.missing:
        what = "the profile refers to files that are not in it: " + ", ".join(profile.missing)
        todo = "use a profile that holds them, as <ca> … </ca>"
        raise ConfigError("path.openvpn_files", what, todo=todo)
    if not all(is_host(each.host) for each in profile.remotes):
        what = "a server in the profile is neither a host name nor an address"
        raise ConfigError("path.openvpn_profile", what, todo="correct the lines “remote”")
    return profile
