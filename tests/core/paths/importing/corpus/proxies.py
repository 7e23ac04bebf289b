"""Plain proxies as links and as lists have them, PAC files, and the paths file of this program."""

from tests.core.paths.importing.corpus.sample import HOSTS, Bad, Fields, Good, Sample, bads, goods, secrets

SCHEMES = {
    "socks": "socks5", "socks4": "socks4", "socks4a": "socks4a", "socks5": "socks5", "socks5h": "socks5",
    "http": "http", "https": "https",
}  # fmt: skip


def links() -> list[Sample]:
    found: list[Sample] = []
    for scheme, kind in SCHEMES.items():
        for written, kept in HOSTS.values():
            found += goods(kind, [(f"{scheme}://{written}:1081", {"host": kept, "port": 1081})])
        login = "" if "4" in scheme else "me:p%3Aw@"
        held: Fields = {} if "4" in scheme else {"user": "me", **secrets(password="p:w")}
        found += goods(
            kind, [(f"{scheme}://{login}h.example:1081#n", held), (f"{scheme.upper()}://h.example", {})]
        )
    bad: dict[str, str] = {}
    for scheme in SCHEMES:
        bad |= {
            f"{scheme}://": "path.bad_host",
            f"{scheme}://h.example:0": "path.bad_port",
            f"{scheme}://h.example:70000": "path.bad_port",
            f"{scheme}://h.example:x": "path.bad_server",
            f"{scheme}://h..example:1": "path.bad_host",
            f"{scheme}://h.example:1/page": "path.web_address",
            f"{scheme}://h.example:1?colour=red": "path.unknown_option",
        }
    return found + bads(bad)


def bare() -> list[Sample]:
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        login: Fields = {"user": "me", **secrets(password="pw")}
        for port, kind in ((1080, "socks5"), (9050, "socks5"), (3128, "http"), (8080, "http")):
            server: Fields = {"host": kept, "port": port}
            found += goods(
                kind, [(f"{written}:{port}", server), (f"{written}:{port}:me:pw", {**server, **login})]
            )
        found += goods("socks5", [(f"me:pw@{written}:1080", {"host": kept, **login})])
    return found + bads(
        {
            "h.example": "path.not_understood",
            "h.example:": "path.not_understood",
            "h.example:port": "path.not_understood",
            "h.example:99999": "path.bad_port",
            "h.example:0": "path.bad_port",
            "h.example:" + "9" * 5000: "path.bad_port",
            "h..example:80": "path.bad_host",
            "me:pw@h.example": "path.not_understood",
            ":80": "path.bad_host",
            "1.2.3.4.5:80": "path.bad_host",
            "nonsense": "path.not_understood",
            "two words": "path.spaces",
            "gopher://h.example:70": "path.unknown_scheme",
            "tg://proxy?server=h.example&port=443&secret=ee": "path.unsupported_kind",
        }
    )


_PAC = 'function FindProxyForURL(url, host) {{\n  if (host == "a") return "DIRECT";\n  return "{}; DIRECT";\n}}\n'


def pac() -> list[Sample]:
    found = [
        Good(text=_PAC.format(f"{word} h.example:8080"), kind=kind, fields={"host": "h.example", "port": 8080}, warned=warned)
        for word, kind, warned in (
            ("PROXY", "http", False), ("HTTP", "http", False), ("HTTPS", "https", False),
            ("SOCKS", "socks5", True), ("SOCKS4", "socks4", False), ("SOCKS5", "socks5", False),
        )
    ]  # fmt: skip
    found += [
        Good(text=_PAC.format("PROXY h.example:1; PROXY h.example:1"), kind="http"),
        Good(text=_PAC.format("PROXY [2001:db8::7]:1"), kind="http", fields={"host": "2001:db8::7"}),
        Good(text="// PROXY not.this:1\n" + _PAC.format("SOCKS5 198.51.100.7:1080"), kind="socks5"),
    ]
    bad: list[Sample] = [
        Bad(text=_PAC.format("DIRECT"), reason="path.nothing_static"),
        Bad(text=_PAC.format('" + made() + "'), reason="path.nothing_static"),
        Bad(text=_PAC.format("PROXY h.example:0"), reason="path.bad_port"),
        Bad(text=_PAC.format("PROXY h..example:1"), reason="path.bad_host"),
        Bad(text=_PAC.format("PROXY h.example:99999"), reason="path.bad_port"),
    ]
    return [*found, *bad]


def paths_file() -> list[Sample]:
    whole = '[[path]]\nname = "Office"\nkind = "http"\nhost = "h.example"\nport = 3128\n'
    return [
        Good(text=whole, kind="http", fields={"host": "h.example"}, name="Office"),
        Good(text="\ufeff# mine\n" + whole, kind="http"),
        Good(text=whole.replace("http", "vless") + 'uuid = "2dd61d93-75d8-4da4-ac0e-6aece7eac365"\nsecurity = "tls"\n', kind="vless"),
        *bads(
            {
                whole.replace("http", "htp"): "path.unknown_kind",
                whole.replace("3128", '"x"'): "path.bad_field",
                whole.replace("host", "hots"): "path.unknown_key",
                whole + "via = 7\n": "path.bad_via",
                whole + 'via = "nobody"\n': "path.unknown_via",
                '[[path]]\nname = "x\n': "path.bad_file",
            }
        ),
    ]  # fmt: skip
