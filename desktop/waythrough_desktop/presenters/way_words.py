"""What may be said of a way's own server, on the screens of its owner only: never a user, password or key."""

from waythrough.model.path import PathSpec
from waythrough.paths.registry import encrypts_to_exit, on_this_computer, servers, unchecked
from waythrough_desktop.i18n import _, ltr


def server(spec: PathSpec) -> str:
    """Host and port of the last server, "" for a way that has none."""
    for each in servers(spec):
        shown = f"[{each.host}]" if ":" in each.host else each.host
        return ltr(f"{shown}:{each.port}")
    return ""


def seen_by_provider(spec: PathSpec, *, practice: bool = False) -> str:
    """What the user's provider sees of this way, or may; "" when it sees nothing but the server.

    The servers of the `practice` network are on this computer and stand for servers elsewhere.
    """
    if encrypts_to_exit(spec):
        return ""
    if unchecked(spec):
        return _(
            "encrypted, but its server's certificate is not checked: whoever sits in between can read along"
        )
    if on_this_computer(spec):
        if practice:
            return ""
        return _("a program on this computer: what it hides is its own matter")
    return _("your provider can still see which services you open")
