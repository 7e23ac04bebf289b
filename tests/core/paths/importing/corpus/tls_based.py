"""Hysteria 2, TUIC, AnyTLS and SSH links, and the links of this program's own."""

from tests.core.paths.importing.corpus.sample import (
    HOSTS,
    UUID,
    Fields,
    Good,
    Sample,
    bads,
    goods,
    secrets,
)
from tests.core.paths.importing.corpus.v2ray import SERVERS


def hysteria2() -> list[Sample]:
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        found += goods(
            "hysteria2",
            [(f"hysteria2://pw@{written}:8443", {"host": kept, "port": 8443, **secrets(password="pw")})],
        )
        found += goods(
            "hysteria2",
            [(f"hy2://pw@{written}/?insecure=1#x", {"host": kept, "port": 443, "insecure": True})],
        )
        found += goods(
            "hysteria2",
            [
                (
                    f"hy2://u:p@{written}:20000-30000,443",
                    {"port": 20000, "ports": "20000-30000,443", **secrets(password="u:p")},
                )
            ],
        )
    obfs: Fields = {"obfs": "salamander", **secrets(obfs_password="o p")}
    found += goods(
        "hysteria2",
        [
            ("hy2://h.example:443", {"host": "h.example"}),
            ("hysteria2://pw@h.example:443/?obfs=salamander&obfs-password=o%20p&sni=s.example", {**obfs, "sni": "s.example"}),
            ("hysteria2://pw@h.example:443?mport=1000-2000", {"ports": "1000-2000", "port": 443}),
            ("hysteria2://pw@h.example:443?obfs=none", {}),
            ("hysteria2://p%40w@h.example:443", secrets(password="p@w")),
            ("hy2://a/b@h.example:443", secrets(password="a/b")),
            ("hy2://pw@h.example:123,5000-6000/", {"ports": "123,5000-6000", "port": 123}),
        ],
    )  # fmt: skip
    found.append(Good(text="hy2://pw@h.example:443?insecure=1", kind="hysteria2", warned=True))
    bad = {f"hy2://pw@{server}": reason for server, reason in SERVERS.items() if "-1" not in server}
    return found + bads(
        bad
        | {
            "hy2://pw@h.example:2000-1000": "path.bad_ports",
            "hy2://pw@h.example:1-99999": "path.bad_ports",
            "hy2://pw@h.example:1,,2": "path.bad_ports",
            "hy2://pw@h.example:443?mport=abc": "path.bad_ports",
            "hy2://pw@h.example:443?obfs=gecko&obfs-password=x": "path.bad_obfs",
            "hy2://pw@h.example:443?obfs=salamander": "path.needs_login",
            "hy2://pw@h.example:443?insecure=perhaps": "path.bad_flag",
            "hy2://pw@h.example:443?sni=a..b": "path.bad_host",
            "hy2://pw@h.example:443?pinSHA256=ab": "path.unsupported",
            "hysteria://h.example:443?auth=x&upmbps=10&downmbps=10": "path.unsupported_kind",
            "hy2://%fe@h.example:443": "path.bad_escape",
        }
    )


def tuic() -> list[Sample]:
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, **secrets(uuid=UUID, password="pw")}
        found += goods("tuic", [(f"tuic://{UUID}:pw@{written}:443", fields)])
        found += goods(
            "tuic",
            [
                (
                    f"tuic://{UUID}%3Apw@{written}:443?sni=s.example&alpn=h3",
                    {**fields, "sni": "s.example", "alpn": "h3"},
                )
            ],
        )
    for name, kept in (("bbr", "bbr"), ("cubic", "cubic"), ("new_reno", "new_reno"), ("BBR", "bbr")):
        found += goods(
            "tuic", [(f"tuic://{UUID}:pw@h.example:443?congestion_control={name}", {"congestion": kept})]
        )
    found.append(
        Good(text=f"tuic://{UUID}:pw@h.example:443?allow_insecure=1#t", kind="tuic", name="t", warned=True)
    )
    found.append(
        Good(text=f"tuic://{UUID}:pw@h.example:443?udp_relay_mode=native", kind="tuic", warned=False)
    )
    found += goods(
        "tuic",
        [
            (f"tuic://{UUID}@h.example:443", {"port": 443}),
            (f"tuic://{UUID}:p:q@h.example:443", secrets(password="p:q")),
        ],
    )
    bad = {f"tuic://{UUID}:pw@{server}": reason for server, reason in SERVERS.items()}
    return found + bads(
        bad
        | {
            "tuic://me:pw@h.example:443": "path.bad_uuid",
            "tuic://h.example:443": "path.bad_uuid",
            "tuic://h.example:443?token=x": "path.old_tuic",
            f"tuic://{UUID}:pw@h.example:443?version=4": "path.old_tuic",
            f"tuic://{UUID}:pw@h.example:443?congestion_control=reno": "path.bad_congestion",
            f"tuic://{UUID}:pw@h.example:443?alpn=h3;h2": "path.bad_alpn",
            f"tuic://{UUID}:pw@h.example:443?allow_insecure=2": "path.bad_flag",
        }
    )  # fmt: skip


def anytls() -> list[Sample]:
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, **secrets(password="pw")}
        found += goods("anytls", [(f"anytls://pw@{written}:8443", {**fields, "port": 8443})])
        found += goods(
            "anytls",
            [
                (
                    f"anytls://pw@{written}?sni=s.example&fp=chrome",
                    {**fields, "port": 443, "sni": "s.example", "fingerprint": "chrome"},
                )
            ],
        )
    found += goods("anytls", [("anytls://h.example:8443?password=pw", secrets(password="pw"))])
    found.append(
        Good(
            text="anytls://pw@h.example:443/?insecure=1#A",
            kind="anytls",
            fields={"insecure": True},
            name="A",
            warned=True,
        )
    )
    found.append(Good(text="anytls://pw@h.example:443?fp=netscape", kind="anytls", warned=True))
    bad = {f"anytls://pw@{server}": reason for server, reason in SERVERS.items()}
    return found + bads(
        bad
        | {
            "anytls://h.example:443": "path.needs_login",
            "anytls://pw@h.example:443?insecure=x": "path.bad_flag",
            "anytls://pw@h.example:443?alpn=a%20b": "path.bad_alpn",
        }
    )  # fmt: skip


def ssh() -> list[Sample]:
    found: list[Sample] = []
    print_ = "SHA256:" + "A" * 43
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, "user": "me", "port": 2222, **secrets(password="p:w")}
        found += goods("ssh", [(f"ssh://me:p%3Aw@{written}:2222", fields)])
        found += goods("ssh", [(f"ssh://me@{written}?agent=1#s", {"host": kept, "port": 22, "agent": True})])
    found += goods(
        "ssh",
        [
            (f"ssh://me:pw@h.example?host_key={print_}", {"host_key": print_}),
            ("ssh://m%40e:pw@h.example/", {"user": "m@e"}),
        ],
    )
    bad = {f"ssh://me:pw@{server}": reason for server, reason in SERVERS.items()}
    return found + bads(
        bad
        | {
            "ssh://h.example": "path.needs_login",
            "ssh://me@h.example": "path.no_login",
            "ssh://me:pw@h.example?host_key=MD5:aa": "path.bad_key",
            "ssh://me:pw@h.example?agent=often": "path.bad_flag",
            "ssh://:pw@h.example": "path.needs_login",
        }
    )


def own() -> list[Sample]:
    doh = "https://dns.example/dns-query"
    found = goods("tor", [("tor://", {}), ("TOR://#Onion", {}), ("tor:///", {})])
    found += goods(
        "interface", [(f"interface://{name}", {"interface": name}) for name in ("tun0", "wg-home", "utun3")]
    )
    found += goods(
        "tricks",
        [
            (f"tricks://?doh={doh}&split=record", {"doh": doh, "split": "record"}),
            ("tricks://?split=tcp", {"split": "tcp"}),
            ("tricks://?split=both#Both", {"split": "both"}),
            (f"tricks://?doh={doh}", {"doh": doh, "split": "none"}),
            ("split:2", {"split": "tcp"}),
            ("tlsfrag:1", {"split": "record"}),
            ("doh:name=dns.example.&address=192.0.2.1|split:2", {"doh": doh, "split": "tcp"}),
        ],
    )
    return found + bads(
        {
            "tor://h.example": "path.bad_bridge",
            "tor://?x=1": "path.bad_bridge",
            "interface://": "path.bad_interface",
            "interface://tun0/x": "path.bad_interface",
            "interface://a;b": "path.bad_interface",
            "interface://" + "x" * 90: "path.bad_interface",
            "tricks://": "path.bad_trick",
            "tricks://?split=none": "path.bad_trick",
            "tricks://?split=thrice": "path.bad_trick",
            "tricks://?doh=http://dns.example/": "path.bad_trick",
            "tricks://?doh=https://": "path.bad_trick",
            "tricks://?doh=https://a..b/q": "path.bad_host",
            "tricks://h.example?split=tcp": "path.bad_trick",
            "tricks://?split=tcp&run=rm": "path.bad_trick",
            "split:x|ss://YTpi@h.example:1": "path.bad_number",
            "doh:name=a..b|split:2": "path.bad_host",
            "tlsfrag:1|override:host=h|split:2": "path.unsupported",
        }
    )
