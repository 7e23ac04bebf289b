"""Steps for WireGuard, AmneziaWG and OpenVPN, which carry all programs of a computer or phone."""

from waythrough.paths.howto.base import PHONES, Guide, Step, System, Take, Value, Way, get
from waythrough.paths.howto.sing_box import whole
from waythrough.verdict.words import Text, msg

TUNNEL_FILE = "way.conf"
"""What a file of WireGuard is saved as: its apps take the tunnel's name from it, at most 15 plain letters."""
PROFILE_FILE = "way.ovpn"
_VPN = msg("Switch it on and allow it to set up a VPN.")


def wireguard(way: Way, system: System) -> Guide:
    """WireGuard, and AmneziaWG where its values are in the file."""
    title = msg("A VPN for all programs")
    if Take.FILE not in way.takes:
        return whole(way, system)
    steps = _amnezia(way, system) if way.text("amnezia") else _wireguard(way, system)
    return Guide(system=system, title=title, steps=steps)


def openvpn(way: Way, system: System) -> Guide:
    """OpenVPN: its own profile, with user and password where it asks for them."""
    login = (*way.value("Username", "user"), *way.value("Password", "password"))
    asked = (Step(text=msg("When it asks for them, fill in:"), values=login),) if login else ()
    file = Step(text=_bring(system, msg("Save the profile of this way:")), takes=(Take.FILE,))
    title = msg("A VPN for all programs")
    if system is System.LINUX:
        command = Value(label="", text=f"sudo openvpn --config {PROFILE_FILE}")
        start = Step(text=msg("In a terminal, in the folder of that file, start:"), values=(command,))
        stays = Step(text=msg("Leave the terminal open: the way is there as long as the program runs."))
        return Guide(system=system, title=title, steps=(get("openvpn"), file, start, *asked, stays))
    add = msg(
        "In {program} choose “{option}”, pick the file, and connect.",
        program="OpenVPN Connect",
        option="Upload File" if system not in PHONES else "Import Profile",
    )
    return Guide(system=system, title=title, steps=(get("OpenVPN Connect"), file, Step(text=add), *asked))


def _wireguard(way: Way, system: System) -> tuple[Step, ...]:
    if system in PHONES:
        option = "Scan from QR code" if system is System.ANDROID else "Create from QR code"
        other = "Import from file or archive" if system is System.ANDROID else "Create from file or archive"
        return (get("WireGuard"), *_phone(way, "WireGuard", option, other))
    file = Step(text=msg("Save the file of this way:"), takes=(Take.FILE,))
    if system is System.LINUX:
        up = Value(label="", text=f"sudo wg-quick up ./{TUNNEL_FILE}")
        down = Value(label="", text=f"sudo wg-quick down ./{TUNNEL_FILE}")
        return (
            get("wireguard-tools"),
            file,
            Step(text=msg("In a terminal, in the folder of that file, switch it on:"), values=(up,)),
            Step(text=msg("And off again:"), values=(down,)),
        )
    return (get("WireGuard"), file, *_desktop("WireGuard", "Import tunnel(s) from file", "Activate"))


def _amnezia(way: Way, system: System) -> tuple[Step, ...]:
    why = Step(text=msg("This way is AmneziaWG: programs for plain WireGuard cannot use it."))
    if system in PHONES:
        option = "Scan from QR code" if system is System.ANDROID else "Create from QR code"
        return (why, get("AmneziaWG"), *_phone(way, "AmneziaWG", option, "Import from file or archive"))
    file = Step(text=msg("Save the file of this way:"), takes=(Take.FILE,))
    if system is System.WINDOWS:
        return (why, get("AmneziaWG"), file, *_desktop("AmneziaWG", "Import tunnel(s) from file", "Activate"))
    add = msg("In {program} choose “{option}”, pick the file, and connect.", program="AmneziaVPN", option="+")
    return (why, get("AmneziaVPN"), file, Step(text=add))


def _desktop(program: str, option: str, start: str) -> tuple[Step, ...]:
    return (
        Step(text=msg("In {program} choose “{option}” and pick the file.", program=program, option=option)),
        Step(text=msg("Choose the tunnel and press “{option}”.", option=start)),
    )


def _phone(way: Way, program: str, option: str, other: str) -> tuple[Step, ...]:
    return (
        Step(
            text=msg("Show this code on the screen, or bring the file to the phone:"),
            takes=way.can(Take.CODE, Take.FILE),
        ),
        Step(
            text=msg(
                "In {program} press {plus} and choose “{option}”, or “{other}” when you have the file there.",
                program=program,
                plus="+",
                option=option,
                other=other,
            )
        ),
        Step(text=_VPN),
    )


def _bring(system: System, text: Text) -> Text:
    return msg("Save the profile of this way and bring it to the phone:") if system in PHONES else text
