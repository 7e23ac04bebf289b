"""Ways that a program speaks for the others: by a link in an app, or by sing-box itself with a whole file."""

from waythrough.paths.howto.base import PHONES, Guide, Step, System, Take, Value, Way, get
from waythrough.paths.howto.browsers import firefox_socks
from waythrough.paths.howto.whole_file import LOCAL_PORT
from waythrough.verdict.words import msg

HIDDIFY = "Hiddify"
OUTLINE = "Outline"
_V2RAY = {
    System.ANDROID: "v2rayNG",
    System.LINUX: "v2rayN",
    System.WINDOWS: "v2rayN",
    System.MACOS: "v2rayN",
}
_OUTLINE_METHODS = frozenset({"chacha20-ietf-poly1305", "aes-256-gcm", "aes-192-gcm", "aes-128-gcm"})


def app(way: Way, system: System) -> Guide:
    """A way that apps take as a link."""
    title = msg("An app that carries everything")
    if Take.LINK not in way.takes or way.spec.kind in ("anytls", "shadowtls", "singbox"):
        return whole(way, system)
    if way.spec.kind == "shadowsocks" and _outline_takes(way):
        return Guide(system=system, title=title, steps=_outline(way, system))
    return Guide(system=system, title=title, steps=_by_link(way, system), also=_other_app(way, system))


def whole(way: Way, system: System) -> Guide:
    """A way for which sing-box itself is the surest program."""
    steps = by_sing_box(way, system)
    return Guide(
        system=system, title=msg("A program that carries it"), steps=steps, easy=Take.CONFIG in way.takes
    )


def by_sing_box(way: Way, system: System) -> tuple[Step, ...]:
    """sing-box with a file that says all; on phones as a VPN, on computers as a proxy of its own for browsers."""
    if Take.CONFIG not in way.takes:
        return (Step(text=msg("We know of no free program for this system that can use this way.")),)
    if system in PHONES:
        return (
            get("sing-box"),
            Step(text=msg("Save this file and bring it to the phone:"), takes=(Take.CONFIG,)),
            Step(
                text=msg(
                    "In {program} add a profile, choose to import it, and pick the file.", program="sing-box"
                )
            ),
            Step(text=msg("Switch it on and allow it to set up a VPN.")),
        )
    command = f"sing-box run -c {config_name(way)}"
    return (
        get("sing-box"),
        Step(text=msg("Save this file:"), takes=(Take.CONFIG,)),
        Step(
            text=msg("In a terminal, in the folder of that file, start:"),
            values=(Value(label="", text=command),),
        ),
        Step(text=msg("Leave the terminal open: the way is there as long as the program runs.")),
        *firefox_socks("127.0.0.1", str(LOCAL_PORT)),
    )


def config_name(way: Way) -> str:
    """What the whole file is called: the command of a guide names it."""
    del way
    return "waythrough-sing-box.json"


def _outline_takes(way: Way) -> bool:
    return way.text("method") in _OUTLINE_METHODS and not way.text("plugin")


def _outline(way: Way, system: System) -> tuple[Step, ...]:
    takes = way.can(Take.LINK, Take.CODE) if system in PHONES else way.can(Take.LINK)
    return (
        get(OUTLINE),
        Step(text=msg("Copy the access key of this way:"), takes=takes),
        Step(
            text=msg(
                "In {program} press {plus}, paste the key and add the server.", program=OUTLINE, plus="+"
            )
        ),
        Step(text=msg("Press “{option}” and allow it to set up a VPN.", option="Connect")),
    )


def _by_link(way: Way, system: System) -> tuple[Step, ...]:
    if system in PHONES:
        takes = way.can(Take.CODE, Take.LINK)
        take = Step(text=msg("Show this code on the screen, or bring the link to the phone:"), takes=takes)
        add = msg(
            "In {program} press {plus} and choose “{option}”, or “{other}” when you have the link there.",
            program=HIDDIFY,
            plus="+",
            option="Scan QR code",
            other="Clipboard",
        )
    else:
        take = Step(text=msg("Copy the link of this way:"), takes=way.can(Take.LINK))
        add = msg(
            "In {program} press {plus} and choose “{option}”.", program=HIDDIFY, plus="+", option="Clipboard"
        )
    connect = msg("Press the large button to connect; a phone asks once whether it may set up a VPN.")
    return (get(HIDDIFY), take, Step(text=add), Step(text=connect))


def _other_app(way: Way, system: System) -> tuple[Step, ...]:
    program = _V2RAY.get(system)
    if program is None or way.spec.kind == "tuic" or way.spec.fields.get("insecure") is True:
        return ()  # Xray, which carries it there, knows no TUIC and refuses certificates that it cannot check
    how = "Import from Clipboard" if system is System.ANDROID else "Ctrl+V"
    text = msg("Also in use for years: {program}. There it is “{option}”.", program=program, option=how)
    return (Step(text=text),)
