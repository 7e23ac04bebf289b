"""Browsers that are told to go through a proxy: by their own settings, or by an add-on where those do not do."""

from waythrough.paths.howto.base import Step, Value, get, go, menu
from waythrough.verdict.words import Text, msg

FIREFOX = "Firefox"
ADD_ON = "FoxyProxy"
MANUAL = "Manual proxy configuration"


def firefox_socks(host: str, port: str, *, version: str = "5", names_there: bool = True) -> tuple[Step, ...]:
    """Firefox's own settings for SOCKS; they take neither user nor password."""
    kind, tick = f"SOCKS v{version}", f"Proxy DNS when using SOCKS v{version}"
    return (
        get(FIREFOX),
        go(FIREFOX, menu("Settings", "General", "Network Settings", "Settings…")),
        Step(
            text=msg("Choose “{option}” and fill in these fields; all others stay empty:", option=MANUAL),
            values=(Value(label="SOCKS Host", text=host), Value(label="Port", text=port)),
        ),
        Step(text=_below(kind, tick, names_there=names_there)),
    )


def firefox_http(host: str, port: str) -> tuple[Step, ...]:
    """Firefox's own settings for an HTTP proxy; it asks for a password by itself."""
    return (
        get(FIREFOX),
        go(FIREFOX, menu("Settings", "General", "Network Settings", "Settings…")),
        Step(
            text=msg("Choose “{option}” and fill in these fields; all others stay empty:", option=MANUAL),
            values=(Value(label="HTTP Proxy", text=host), Value(label="Port", text=port)),
        ),
        Step(text=msg("Tick “{option}” and press “{ok}”.", option="Also use this proxy for HTTPS", ok="OK")),
    )


def add_on(kind: str, values: tuple[Value, ...], why: Text | None) -> tuple[Step, ...]:
    """Firefox with an add-on, on computers and on Android alike."""
    first = (Step(text=why),) if why is not None else ()
    return (
        *first,
        get(FIREFOX),
        Step(
            text=msg(
                "In {program} open {menu} and install an add-on such as {add_on}.",
                program=FIREFOX,
                menu=menu("Add-ons", "Extensions"),
                add_on=ADD_ON,
            )
        ),
        Step(
            text=msg(
                "In the options of {add_on} add a proxy and fill in these fields, then save it:",
                add_on=ADD_ON,
            ),
            values=(Value(label="Type", text=kind), *values),
        ),
        Step(text=msg("Press the sign of {add_on} and choose this proxy.", add_on=ADD_ON)),
    )


def no_login_in_browsers() -> Text:
    """Why an add-on is needed."""
    return msg(
        "Browsers by themselves send no user name and password to a SOCKS proxy, so an add-on does it."
    )


def telegram(where: str, values: tuple[Value, ...]) -> Step:
    """Telegram's own setting: it then needs nothing else."""
    return Step(
        text=msg(
            "For {program} alone it is enough to open {menu} there, to choose “{kind}” and to fill in:",
            program="Telegram",
            menu=where,
            kind="SOCKS5",
        ),
        values=values,
    )


def _below(kind: str, tick: str, *, names_there: bool) -> Text:
    if names_there:
        return msg(
            "Below, choose “{kind}”, tick “{option}”, so that names are looked up at the far end, and press “{ok}”.",
            kind=kind,
            option=tick,
            ok="OK",
        )
    return msg(
        "Below, choose “{kind}”, leave “{option}” unticked, and press “{ok}”.",
        kind=kind,
        option=tick,
        ok="OK",
    )
