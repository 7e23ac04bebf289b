"""Looks at the key that the server of an SSH way shows, so that its user can confirm it once."""

from dataclasses import dataclass

from waythrough.model.path import PathSpec
from waythrough.model.verdict import Stage
from waythrough.model.way_word import WayWord
from waythrough.net.base import DialError
from waythrough.net.ssh_failures import HostKeyError
from waythrough.paths.base import ConfigError, Ground
from waythrough.paths.registry import chain, open_path
from waythrough.verdict.clause import clause

FIELD = "host_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """A key that nobody has confirmed yet; `changed`: another one was confirmed before."""

    fingerprint: str
    kind: str
    changed: bool


async def shown_key(spec: PathSpec, ground: Ground) -> ShownKey | None:
    """The key that the way's server shows, None when it is confirmed already. Raises ConfigError, DialError.

    A server whose key is not confirmed learns neither a user name nor a password by this.
    """
    if spec.kind != "ssh":
        what = clause("only the servers of SSH ways have a key to confirm")
        raise ConfigError("path.no_host_key", what, todo="name an SSH way")
    before = sum(1 for each in chain(spec) if not each.is_direct) - 1
    try:
        opened = await open_path(spec, ground)
    except HostKeyError as error:
        if error.legs[-1].hop < ground.hop + before:
            what = clause("a way in front of this one shows a key that nobody has confirmed")
            raise ConfigError("path.front_key", what, todo="confirm that one first") from None
        changed = error.failure.text == WayWord.HOST_KEY_CHANGED
        return ShownKey(fingerprint=error.fingerprint, kind=error.kind, changed=changed)
    except DialError as error:
        if error.legs[-1].stage is Stage.AUTH and error.legs[-1].hop == ground.hop + before:
            return None  # the server had proved itself before it refused the log-in
        raise
    await opened.aclose()
    return None
