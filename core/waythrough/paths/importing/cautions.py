"""What must be known of a way before it is used, told beside it in every list; it does not keep the way out."""

from typing import Final

from waythrough.model.path import PathSpec
from waythrough.model.secret import Secret
from waythrough.paths.registry import chain
from waythrough.verdict.words import Text, msg

INSECURE: Final = msg("its server's certificate is not checked: whoever sits in between can pose as it")
PLAIN: Final = msg("it does not encrypt: whoever watches the line reads along")
ALTER_ID: Final = msg("it uses an old form of VMess (alterId) that censors recognise")
HOOKS: Final = msg("commands in it were taken out: they are never run")
EXPIRED: Final = msg("it has expired")
USED_UP: Final = msg("its data allowance is used up")
UNUSED: Final = msg("some of its settings are not used here")
BURNS: Final = msg("its server is known to few: testing it on a watched line can get it blocked")
SOCKS_ASSUMED: Final = msg("the version of SOCKS is not told, so 5 is assumed")
LOGIN: Final = msg("it wants a user and a password, which are not in it")
NO_ECH: Final = msg("its name is sent in the open, although it asks for ECH")
WORDS_FOLLOW: Final = msg(
    "words follow its password in that line: if they belong to it, correct the password"
)

ALL: Final = (
    INSECURE, PLAIN, ALTER_ID, HOOKS, EXPIRED, USED_UP, UNUSED, BURNS, SOCKS_ASSUMED, LOGIN, NO_ECH,
    WORDS_FOLLOW,
)  # fmt: skip

_PLAIN_CIPHERS: Final = frozenset({"none", "zero"})


def cautions_of(spec: PathSpec) -> tuple[Text, ...]:
    """What the fields of a way and of those in front of it say by themselves."""
    hops = chain(spec)
    found = (
        (INSECURE, any(hop.fields.get("insecure") is True for hop in hops)),
        (PLAIN, any(map(_plain, hops))),
        (ALTER_ID, any(_number(hop, "alter_id") > 0 for hop in hops)),
        (BURNS, any(hop.private for hop in hops)),
    )
    return tuple(text for text, applies in found if applies)


def _plain(hop: PathSpec) -> bool:
    match hop.kind:
        case "vmess":
            return _text(hop, "cipher") in _PLAIN_CIPHERS and _text(hop, "security") in ("", "none")
        case "vless" | "trojan":
            open_line = _text(hop, "security") in ("", "none")
            return open_line and _text(hop, "encryption") in ("", "none")
        case _:
            return False


def _text(hop: PathSpec, name: str) -> str:
    value = hop.fields.get(name, "")
    return value.reveal() if isinstance(value, Secret) else str(value)


def _number(hop: PathSpec, name: str) -> int:
    value = hop.fields.get(name, 0)
    return value if isinstance(value, int) else 0
