"""Steps for what is no proxy and no tunnel of its own: Tor, SSH, programs, interfaces, tricks, and the line."""

import shlex

from waythrough.paths.howto.base import PHONES, Guide, Step, System, Value, Way, get, go, menu
from waythrough.paths.howto.browsers import firefox_http, firefox_socks
from waythrough.paths.howto.sing_box import by_sing_box
from waythrough.verdict.words import msg

_SSH_PORT = "1080"
_PROGRAM_PORT = "1080"


def direct(way: Way, system: System) -> Guide:
    """The line itself."""
    del way
    step = Step(text=msg("Nothing is to be done: open the service as always, without a VPN or proxy."))
    return Guide(system=system, title=msg("Nothing to set up"), steps=(step,))


def tor(way: Way, system: System) -> Guide:
    """Tor, with the bridge that was tested."""
    program = "Onion Browser" if system is System.IPHONE else "Tor Browser"
    bridge = tuple(
        Value(label="", text=line, secret=True) for line in way.text("bridge").splitlines() if line.strip()
    )
    own: tuple[Step, ...] = ()
    if bridge and system is System.IPHONE:
        own = (
            get("Orbot"),
            Step(
                text=msg(
                    "In {program} open {menu} and paste this line:",
                    program="Orbot",
                    menu=menu("Choose How to Connect", "Custom Bridges"),
                ),
                values=bridge,
            ),
        )
    elif bridge:
        where = menu("Settings", "Connection", "Bridges", "Add new bridges…")
        if system is System.ANDROID:
            where = menu("Settings", "Config Bridge", "Provide a Bridge I know")
        own = (
            Step(
                text=msg("In {program} open {menu} and paste this line:", program=program, menu=where),
                values=bridge,
            ),
        )
    last = Step(
        text=msg(
            "Press “{option}” and wait until it is connected; that can take a minute or two.",
            option="Connect",
        )
    )
    steps = (*own, get(program), last) if system is System.IPHONE else (get(program), *own, last)
    return Guide(system=system, title=msg("A browser that goes through Tor"), steps=steps)


def ssh(way: Way, system: System) -> Guide:
    """An SSH server: the SSH client of the computer opens a proxy, the browser uses it."""
    title = msg("A proxy by an SSH connection")
    if system in PHONES:
        return Guide(system=system, title=title, steps=by_sing_box(way, system), easy=False)
    user, port = way.text("user"), way.text("port")
    aim = f"{user}@{way.text('host')}" if user else way.text("host")
    words = ["ssh", "-N", "-D", f"127.0.0.1:{_SSH_PORT}", "-p", port or "22", aim]
    command = Value(label="", text=shlex.join(words))
    login = (*way.value("Password", "password"), *way.value("Passphrase", "passphrase"))
    asked = (Step(text=msg("When it asks for them, fill in:"), values=login),) if login else ()
    keyed: tuple[Step, ...] = ()
    if way.text("private_key"):
        text = msg(
            "The server wants your private key: name its file in the command, after “{option}”.", option="-i"
        )
        keyed = (Step(text=text),)
    known = way.value("Fingerprint", "host_key")
    text = msg("When it asks whether this key is right, compare:")
    sure = (Step(text=text, values=known),) if known else ()
    return Guide(
        system=system,
        title=title,
        steps=(
            Step(text=msg("Open a terminal and start:"), values=(command,)),
            *keyed,
            *sure,
            *asked,
            Step(text=msg("Leave the terminal open: the way is there as long as the program runs.")),
            *firefox_socks("127.0.0.1", _SSH_PORT),
        ),
    )


def program(way: Way, system: System) -> Guide:
    """A program of the user's own that opens a proxy on this computer."""
    title = msg("Your own program, and the browser behind it")
    if system in PHONES:
        step = Step(text=msg("This way is a program on your computer; a phone needs that program's own app."))
        return Guide(system=system, title=title, steps=(step,), easy=False)
    port = way.text("port") or _PROGRAM_PORT
    command = way.text("command").replace("{port}", port)
    config = way.value("{config}", "config") if "{config}" in command else ()
    kept = (Step(text=msg("Save this text as a file and name that file in the command:"), values=config),)
    browser = firefox_http if way.text("proxy") == "http" else firefox_socks
    return Guide(
        system=system,
        title=title,
        steps=(
            *(kept if config else ()),
            Step(text=msg("In a terminal start:"), values=(Value(label="", text=command, secret=True),)),
            Step(text=msg("Leave the terminal open: the way is there as long as the program runs.")),
            *browser("127.0.0.1", port),
        ),
    )


def elsewhere(system: System) -> Guide:
    """A server that only the computer itself reaches: its address means the phone, when a phone uses it."""
    step = Step(
        text=msg(
            "This way is a program on your computer, and a phone cannot reach it: its address {address} would mean the"
            " phone itself. Put that program's own app on the phone.",
            address="127.0.0.1",
        )
    )
    return Guide(system=system, title=msg("A way of your computer only"), steps=(step,), easy=False)


def interface(way: Way, system: System) -> Guide:
    """A connection of this computer that is there already."""
    name = way.text("interface")
    text = msg(
        "This way is a connection of your computer ({name}). It is in use when its own program is switched on and"
        " set to carry everything.",
        name=name,
    )
    if system in PHONES:
        text = msg("This way is a connection of your computer; on a phone, install the same VPN there.")
    steps = (
        Step(text=text),
        Step(text=msg("In the settings of that VPN, leave no program and no service out.")),
    )
    return Guide(system=system, title=msg("A connection that you have already"), steps=steps)


def tricks(way: Way, system: System) -> Guide:
    """The line itself, spoken to in another manner: encrypted names, and a first hello in pieces."""
    title = msg("The direct line, with a trick")
    steps: list[Step] = []
    if doh := way.text("doh"):
        steps += _names(doh, system)
    if way.text("split") not in ("", "none"):
        steps += _pieces(system)
    return Guide(
        system=system, title=title, steps=tuple(steps), easy=bool(steps) and system is not System.IPHONE
    )


def _names(doh: str, system: System) -> list[Step]:
    address = (Value(label="", text=doh),)
    if system is System.IPHONE:
        text = msg(
            "An iPhone takes encrypted names from a profile or an app that your DNS provider offers. Its address:"
        )
        return [Step(text=text, values=address)]
    where = menu("Settings", "Privacy & Security", "DNS over HTTPS", "Max Protection", "Custom")
    return [
        get("Firefox"),
        go("Firefox", where),
        Step(text=msg("Paste this address:"), values=address),
    ]


def _pieces(system: System) -> list[Step]:
    program = {
        System.WINDOWS: "GoodbyeDPI",
        System.LINUX: "SpoofDPI",
        System.MACOS: "SpoofDPI",
        System.ANDROID: "ByeDPI",
    }.get(system)
    if program is None:
        return [Step(text=msg("We know of no free program for this system that can use this way."))]
    return [
        get(program),
        Step(
            text=msg(
                "Switch it on. It cuts the first message of each connection in pieces, as this test did; when"
                " nothing opens, try its other modes."
            )
        ),
    ]
