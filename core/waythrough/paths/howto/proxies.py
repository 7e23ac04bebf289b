"""Steps for SOCKS and HTTP proxies."""

from waythrough.paths.howto.base import PHONES, Guide, Step, System, Take, Value, Way, go, menu
from waythrough.paths.howto.browsers import (
    add_on,
    firefox_http,
    firefox_socks,
    no_login_in_browsers,
    telegram,
)
from waythrough.paths.howto.sing_box import by_sing_box
from waythrough.verdict.words import Text, msg

_TELEGRAM = {
    System.ANDROID: menu("Settings", "Data and Storage", "Proxy Settings", "Add Proxy"),
    System.IPHONE: menu("Settings", "Data and Storage", "Proxy", "Add Proxy"),
}
_TELEGRAM_DESKTOP = menu("Settings", "Advanced", "Connection type", "Use custom proxy")


def socks(way: Way, system: System) -> Guide:
    """SOCKS5, SOCKS4a, SOCKS4."""
    title = msg("A proxy for your browser")
    own = telegram(_TELEGRAM.get(system, _TELEGRAM_DESKTOP), _server(way, "Server", "Username"))
    five = way.spec.kind == "socks5"
    also = (own,) if five else ()
    if system is System.IPHONE:
        return _iphone_socks(system, own if five else None)
    if system is System.ANDROID:
        kind = way.spec.kind.upper().replace("4A", "4")
        why = msg("Android's own settings take no SOCKS proxy, but Firefox with an add-on does.")
        return Guide(system=system, title=title, steps=add_on(kind, _fields(way), why), also=also)
    if five and way.text("user"):
        return Guide(
            system=system,
            title=title,
            steps=add_on("SOCKS5", _fields(way), no_login_in_browsers()),
            also=also,
        )
    if way.text("user"):
        steps = (Step(text=_no_user()), *by_sing_box(way, system))
        return Guide(system=system, title=title, steps=steps, easy=Take.CONFIG in way.takes)
    version = "5" if five else "4"
    there = way.spec.fields.get("local_dns") is not True and way.spec.kind != "socks4"
    steps = firefox_socks(way.text("host"), way.text("port"), version=version, names_there=there)
    return Guide(system=system, title=title, steps=steps, also=also)


def http(way: Way, system: System) -> Guide:
    """A proxy that is spoken to in the clear."""
    title = msg("A proxy for your browser")
    login = (*way.value("User", "user"), *way.value("Password", "password"))
    if system is System.IPHONE:
        return Guide(system=system, title=title, steps=_iphone_http(way))
    if system is System.ANDROID:
        return Guide(system=system, title=title, steps=_android_http(way, login))
    asked: tuple[Step, ...] = ()
    if login:
        asked = (Step(text=msg("When the first page asks for them, fill in:"), values=login),)
    steps = (*firefox_http(way.text("host"), way.text("port")), *asked)
    return Guide(system=system, title=title, steps=steps, also=(_for_all(way, system),))


def https(way: Way, system: System) -> Guide:
    """A proxy that is spoken to inside TLS, which few programs can."""
    title = msg("A proxy for your browser")
    if system is System.IPHONE:
        steps = (Step(text=msg("An iPhone's own settings take no HTTPS proxy.")), _paid())
        return Guide(system=system, title=title, steps=steps, easy=False)
    why = msg("Settings of browsers and systems take no HTTPS proxy, but Firefox with an add-on does.")
    return Guide(system=system, title=title, steps=add_on("HTTPS", _fields(way), why))


def _server(way: Way, host: str, user: str) -> tuple[Value, ...]:
    return (
        *way.value(host, "host"),
        *way.value("Port", "port"),
        *way.value(user, "user"),
        *way.value("Password", "password"),
    )


def _fields(way: Way) -> tuple[Value, ...]:
    there = way.spec.fields.get("local_dns") is not True and way.spec.kind != "socks4"
    dns = (Value(label="Proxy DNS", text="On" if there else "Off"),) if "socks" in way.spec.kind else ()
    return (*_server(way, "Hostname", "Username"), *dns)


def _no_user() -> Text:
    return msg("Browsers send no user name to a SOCKS4 proxy, so a program in between does it.")


def _iphone_socks(system: System, own: Step | None) -> Guide:
    none = Step(text=msg("An iPhone's own settings take no SOCKS proxy."))
    steps = (none, own, _paid()) if own is not None else (none, _paid())
    return Guide(system=system, title=msg("A proxy on an iPhone"), steps=steps, easy=own is not None)


def _paid() -> Step:
    return Step(
        text=msg(
            "For all apps it takes a program such as {program}, which has to be paid for. If one of your ways is a"
            " VPN, that is easier here.",
            program="Shadowrocket",
        )
    )


def _iphone_http(way: Way) -> tuple[Step, ...]:
    where = menu("Wi-Fi", "ⓘ", "Configure Proxy", "Manual")
    return (
        go("Settings", where),
        Step(
            text=msg("Fill in these fields and press “{ok}”:", ok="Save"),
            values=_server(way, "Server", "Username"),
        ),
    )


def _android_http(way: Way, login: tuple[Value, ...]) -> tuple[Step, ...]:
    fields = (*way.value("Proxy hostname", "host"), *way.value("Proxy port", "port"))
    last = (Step(text=msg("When the first page asks for them, fill in:"), values=login),) if login else ()
    return (
        go(
            "Settings",
            menu("Network & internet", "Internet", "⚙", "✎", "Advanced options", "Proxy", "Manual"),
        ),
        Step(text=msg("Fill in these fields and press “{ok}”:", ok="Save"), values=fields),
        Step(text=msg("It holds for this Wi-Fi only, for browsers and for apps that follow the setting.")),
        *last,
    )


def _for_all(way: Way, system: System) -> Step:
    """The system's own setting, which most programs follow."""
    assert system not in PHONES
    where = {
        System.WINDOWS: menu("Settings", "Network & internet", "Proxy", "Use a proxy server", "Set up"),
        System.MACOS: menu("System Settings", "Network", "Details…", "Proxies", "Web proxy (HTTP)"),
        System.LINUX: menu("Settings", "Network", "Proxy", "Manual"),
    }[system]
    values = (*way.value("Address", "host"), *way.value("Port", "port"))
    text = msg("For all programs that follow the system's setting, use {menu} instead:", menu=where)
    return Step(text=text, values=values)
