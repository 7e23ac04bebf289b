"""WireGuard and AmneziaWG files and links, OpenVPN profiles, bridge lines, keys of Amnezia."""

import base64
import zlib
from urllib.parse import quote

from tests.core.paths.importing.corpus.sample import (
    HOSTS,
    KEY,
    PSK,
    PUBLIC,
    Bad,
    Fields,
    Good,
    Sample,
    bads,
    dumped,
    goods,
    options,
    secrets,
)

CONF = f"""[Interface]
PrivateKey = {KEY}
Address = 10.0.0.2/32
DNS = 9.9.9.9

[Peer]
PublicKey = {PUBLIC}
AllowedIPs = 0.0.0.0/0, ::/0
Endpoint = h.example:51820
PersistentKeepalive = 25
"""
HELD: Fields = {
    "host": "h.example", "port": 51820, "address": "10.0.0.2/32", "public_key": PUBLIC, "dns": "9.9.9.9",
    "keepalive": 25, "allowed_ips": "0.0.0.0/0, ::/0", **secrets(private_key=KEY),
}  # fmt: skip
AWG = "Jc = 4\nJmin = 40\nJmax = 70\nS1 = 15\nS2 = 72\nH1 = 1234567\nH2 = 2345678\nH3 = 3456789\nH4 = 4567890"


def _in_interface(line: str) -> str:
    return CONF.replace("DNS = 9.9.9.9", f"DNS = 9.9.9.9\n{line}")


def _in_peer(line: str) -> str:
    return CONF + line + "\n"


SECOND = f"[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.1.0.0/16\nEndpoint = [2001:db8::9]:1\n"
ALIKE = {
    "as it is": CONF,
    "BOM": "\ufeff" + CONF,
    "CRLF": CONF.replace("\n", "\r\n"),
    "lower": CONF.lower().replace(KEY.lower(), KEY).replace(PUBLIC.lower(), PUBLIC),
    "upper": CONF.upper()
    .replace(KEY.upper(), KEY)
    .replace(PUBLIC.upper(), PUBLIC)
    .replace("H.EXAMPLE", "h.example"),
    "tight": CONF.replace(" = ", "="),
    "wide": CONF.replace(" = ", "\t =   "),
    "comments": "# mine\n" + CONF.replace("32\n", "32 # inside\n") + "# end\n",
    "semicolons": CONF.replace("[Peer]", "; the server\n[Peer]"),
    "blank lines": CONF.replace("\n", "\n\n"),
    "no newline": CONF.rstrip("\n"),
    "listen port": _in_interface("ListenPort = 51820"),
    "table": _in_interface("Table = off"),
    "mark off": _in_interface("FwMark = off"),
    "save": _in_interface("SaveConfig = true"),
    "repeated dns": _in_interface("DNS = corp.example"),
    "split networks": CONF.replace("0.0.0.0/0, ::/0", "0.0.0.0/0\nAllowedIPs = ::/0"),
    "twice": CONF.replace("[Peer]", "[Peer]\nPublicKey = x").replace("PublicKey = x\nPublicKey", "PublicKey"),
    "zero psk": _in_peer(f"PresharedKey = {'A' * 43}="),
    "indented": CONF.replace("\n", "\n  "),
    "section spaces": CONF.replace("[Peer]", "[ Peer ]  # server"),
}
CONF_BROKEN = {
    "path.bad_section": (
        CONF.replace("PrivateKey", "PrivatKey"), CONF.replace("Address", "Adress"), CONF.partition("[Peer]")[0],
        CONF.replace("PublicKey", "PubKey"), _in_interface("[Nonsense]"), "[Interface]\n",
    ),
    "path.bad_key": (
        CONF.replace(KEY, KEY[:-4]), CONF.replace(KEY, "x"), CONF.replace(PUBLIC, PUBLIC + "AAAA"),
        CONF.replace(PUBLIC, "hello="), _in_peer("PresharedKey = short"),
    ),
    "path.no_endpoint": (CONF.replace("Endpoint", "#Endpoint"), CONF.replace("h.example:51820", "")),
    "path.bad_port": (CONF.replace(":51820", ""), CONF.replace(":51820", ":0"), CONF.replace(":51820", ":99999")),
    "path.bad_host": (CONF.replace("h.example", "h..example"), CONF.replace("h.example:", ":")),
    "path.bad_server": (CONF.replace("h.example", "2001:db8::7"),),
    "path.bad_networks": (
        CONF.replace("10.0.0.2/32", "10.0.0.2/33"), CONF.replace("10.0.0.2/32", "here"),
        CONF.replace("::/0", "everything"),
    ),
    "path.bad_number": (
        _in_interface("MTU = many"), _in_interface("MTU = 100"), CONF.replace("= 25", "= 99999"),
        CONF.replace("= 25", "= often"),
    ),
}  # fmt: skip


def conf() -> list[Sample]:
    found: list[Sample] = [Good(text=text, kind="wireguard", fields=HELD) for text in ALIKE.values()]
    for written, kept in HOSTS.values():
        found.append(Good(text=CONF.replace("h.example", written), kind="wireguard", fields={"host": kept}))
    for hook in ("PreUp", "PostUp", "PreDown", "PostDown", "postup"):
        found.append(
            Good(text=_in_interface(f"{hook} = rm -rf / # x"), kind="wireguard", fields=HELD, warned=True)
        )
    rows: list[tuple[str, Fields]] = [
        (_in_interface("MTU = 1280"), {"mtu": 1280}),
        (_in_interface("Address = fd00::2/128"), {"address": "10.0.0.2/32, fd00::2/128"}),
        (_in_interface("DNS = 1.1.1.1, 2606:4700::1111"), {"dns": "9.9.9.9, 1.1.1.1, 2606:4700::1111"}),
        (_in_peer(f"PresharedKey = {PSK}"), secrets(preshared_key=PSK)),
        (CONF + SECOND, {"host": "h.example", **secrets(more_peers=SECOND.strip())}),
        (_in_interface(AWG), {"amnezia": AWG}),
        (_in_interface(AWG.lower()), {"amnezia": AWG}),
        (CONF.replace("10.0.0.2/32", "10.0.0.2"), {"address": "10.0.0.2"}),
        (CONF.replace("AllowedIPs = 0.0.0.0/0, ::/0", "AllowedIPs ="), {"host": "h.example"}),
    ]
    found += goods("wireguard", rows)
    off = {key: value for key, value in HELD.items() if key != "keepalive"}
    found += [
        Good(text=CONF.replace("= 25", "= off"), kind="wireguard", fields=off, warned=False),
        Good(text=CONF.replace("= 25", "= 0"), kind="wireguard", fields=off),
        Good(text=CONF, kind="wireguard", name="berlin", source="berlin.conf"),
        Good(text="# Name = Paris\n" + CONF, kind="wireguard", fields=HELD),
        Good(
            text=CONF.replace("[Interface]", "[Interface]\n# Name: Paris"),
            kind="wireguard",
            name="Paris",
            source="x.conf",
        ),
        Good(text=_in_interface("Colour = red"), kind="wireguard", fields=HELD, warned=True),
        Good(
            text=f"Hello, here is your file:\n\n{CONF}\nGood luck with it my friend!\n",
            kind="wireguard",
            fields=HELD,
        ),
        Good(text=CONF.encode("utf-16"), kind="wireguard", fields=HELD),
        Good(
            text=CONF.replace("# ", "#").encode() + "# caf\xe9".encode("cp1252"),
            kind="wireguard",
            fields=HELD,
        ),
    ]
    found += [Bad(text=text, reason=reason) for reason, texts in CONF_BROKEN.items() for text in texts]
    return found


def link() -> list[Sample]:
    found: list[Sample] = []
    key, public = quote(KEY, safe=""), quote(PUBLIC, safe="")
    base: dict[str, str] = {"publickey": PUBLIC, "address": "10.0.0.2/32"}
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, "port": 1, "public_key": PUBLIC, **secrets(private_key=KEY)}
        for scheme in ("wireguard", "wg"):
            found += goods("wireguard", [(f"{scheme}://{key}@{written}:1{options(**base)}#n", fields)])
    rows: list[tuple[dict[str, str], Fields]] = [
        ({"mtu": "1280"}, {"mtu": 1280}),
        ({"presharedkey": PSK}, secrets(preshared_key=PSK)),
        ({"keepalive": "25"}, {"keepalive": 25}),
        ({"dns": "9.9.9.9"}, {"dns": "9.9.9.9"}),
        ({"reserved": "0,0,0"}, {"host": "h.example"}),
        ({"address": "10.0.0.2/32,fd00::2/128"}, {"address": "10.0.0.2/32, fd00::2/128"}),
        ({"jc": "4", "jmin": "40", "jmax": "70"}, {"amnezia": "Jc = 4\nJmin = 40\nJmax = 70"}),
    ]
    found += goods(
        "wireguard",
        [(f"wireguard://{key}@h.example:1{options(**{**base, **more})}", held) for more, held in rows],
    )
    found += [
        Good(text=f"wireguard://{KEY}@h.example{options(**base)}", kind="wireguard", fields={"port": 51820}),
        Good(
            text=f"wireguard://{key}@h.example:1{options(**base, reserved='1,2,3')}",
            kind="wireguard",
            warned=True,
        ),
        Good(
            text=f"wg://h.example:1?private_key={key}&peer_public_key={public}&local_address=10.0.0.2",
            kind="wireguard",
        ),
    ]
    return found + bads(
        {
            f"wireguard://h.example:1{options(**base)}": "path.bad_key",
            f"wireguard://{key[:-6]}@h.example:1{options(**base)}": "path.bad_key",
            f"wireguard://{key}@h.example:1?address=10.0.0.2": "path.bad_key",
            f"wireguard://{key}@h.example:1?publickey={public}": "path.missing_field",
            f"wireguard://{key}@h.example:0{options(**base)}": "path.bad_port",
            f"wireguard://{key}@h.example:1{options(**{**base, 'address': 'x'})}": "path.bad_networks",
            f"wireguard://{key}@h.example:1{options(**base, mtu='9')}": "path.bad_number",
        }
    )


OVPN = "client\ndev tun\nproto udp\nremote h.example 1194\nremote-cert-tls server\n<ca>\nQUJD\n</ca>\n"


def openvpn() -> list[Sample]:
    whole = [
        OVPN, OVPN.replace("\n", "\r\n"), "\ufeff" + OVPN, "# mine\n; yours\n" + OVPN, OVPN.replace("udp", "tcp"),
        OVPN.replace("remote h.example 1194", "remote h.example 1194 tcp"), OVPN + "<auth-user-pass>\nme\npw\n</auth-user-pass>\n",
        OVPN + "<cert>\nQUJD\n</cert>\n<key>\nQUJD\n</key>\n", OVPN + "<tls-crypt>\nQUJD\n</tls-crypt>\n",
        OVPN + "<connection>\nremote g.example 443 tcp\n</connection>\n", OVPN + "remote 198.51.100.7 443\n",
        OVPN + "key-direction 1\n<tls-auth>\nQUJD\n</tls-auth>\n", OVPN.replace("h.example", "2001:db8::7"),
        OVPN + "ca [inline]\n", "  " + OVPN.replace("\n", "\n  "),
    ]  # fmt: skip
    found: list[Sample] = [Good(text=text, kind="openvpn", warned=False) for text in whole]
    found.append(Good(text=OVPN + "auth-user-pass\n", kind="openvpn", warned=True))
    found.append(Good(text=OVPN, kind="openvpn", name="office", source="office.ovpn"))
    for hook in (
        "up",
        "down",
        "route-up",
        "plugin",
        "script-security 2\nup",
        "tls-verify",
        "iproute",
        "setenv PATH",
        "learn-address",
    ):
        text = OVPN + f"{hook} /tmp/evil.sh\n"
        found.append(Good(text=text, kind="openvpn", fields=secrets(profile=OVPN), warned=True))
    files = ("ca", "cert", "key", "tls-auth", "tls-crypt", "pkcs12", "crl-verify")
    for name in files:
        text = OVPN.replace("<ca>\nQUJD\n</ca>\n", "") if name == "ca" else OVPN
        found.append(Bad(text=f"{text}{name} /etc/secret.pem\n", reason="path.openvpn_files"))
    broken = [
        OVPN.replace("dev tun", "dev tap"), OVPN + "<secret>\nQUJD\n</secret>\n", OVPN + "secret static.key\n",
        OVPN + "<cert>\nQUJD\n", OVPN.replace("1194", "99999"), OVPN.replace("h.example", "h..example"),
        OVPN + "".join(f"remote h{n}.example 1\n" for n in range(80)), OVPN + "# " + "x" * 70_000,
    ]  # fmt: skip
    found += [Bad(text=text, reason="path.openvpn_profile") for text in broken]
    return [*found, Bad(text=OVPN + "# a\x07b\n", reason="path.bad_text")]


PRINT = "0123456789ABCDEF0123456789abcdef01234567"
BRIDGES = (
    f"obfs4 198.51.100.7:443 {PRINT} cert=abc+/xyz iat-mode=0",
    f"obfs4 [2001:db8::7]:443 {PRINT} cert=abc iat-mode=1",
    f"198.51.100.7:9001 {PRINT}",
    f"198.51.100.7:9001 ${PRINT}",
    f"webtunnel [2001:db8::1]:443 {PRINT} url=https://h.example/secret-path ver=0.0.1",
    f"snowflake 192.0.2.3:80 {PRINT} fingerprint={PRINT} url=https://b.example/ fronts=a.example,c.example ice=stun:s.example:3478,stun:t.example:3478 utls-imitate=hellorandomizedalpn",
    f"meek_lite 192.0.2.18:80 {PRINT} url=https://m.example front=f.example",
    f"obfs3 198.51.100.7:443 {PRINT}",
)


def bridges() -> list[Sample]:
    found: list[Sample] = []
    for line in BRIDGES:
        for text in (line, f"Bridge {line}", f"bridge  {line}", f"  {line}  "):
            found.append(Good(text=text, kind="tor", warned=True))
    return found + bads(
        {
            f"obfs4 198.51.100.7:443 {PRINT} iat-mode=0": "path.bad_bridge",
            f"obfs4 198.51.100.7:443 {PRINT} cert=abc what": "path.bad_bridge",
            f"obfs4 198.51.100.7:0 {PRINT} cert=abc": "path.bad_bridge",
            f"obfs4 198.51.100.700:443 {PRINT} cert=abc": "path.bad_bridge",
            f"obfs4 {PRINT} cert=abc": "path.bad_bridge",
            f"obfs4 h.example:443 {PRINT} cert=abc": "path.bad_bridge",
            f"Bridge quack 198.51.100.7:443 {PRINT}": "path.bad_bridge",
            "Bridge 198.51.100.7:443": "path.bad_bridge",
            f"198.51.100.7:443 {PRINT[:-3]}": "path.bad_bridge",
            f"webtunnel [2001:db8::1]:443 {PRINT} ver=0.0.1": "path.bad_bridge",
            f"snowflake 192.0.2.3:99999 {PRINT} url=https://b.example/": "path.bad_bridge",
            "obfs4://198.51.100.7:443": "path.unsupported_kind",
        }
    )


def _packed(value: object) -> str:
    data = dumped(value).encode()
    whole = len(data).to_bytes(4, "big") + zlib.compress(data)
    return "vpn://" + base64.urlsafe_b64encode(whole).decode().rstrip("=")


def _amnezia(config: str, **more: object) -> dict[str, object]:
    inner = {"container": "amnezia-awg", "awg": {"last_config": dumped({"config": config})}}
    return {"containers": [inner], "description": "Mine", "dns1": "9.9.9.9", "dns2": "1.0.0.1", **more}


def amnezia() -> list[Sample]:
    filled = CONF.replace("9.9.9.9", "$PRIMARY_DNS")
    plain = base64.urlsafe_b64encode(dumped(_amnezia(CONF)).encode()).decode()
    bomb = (10**9).to_bytes(4, "big") + zlib.compress(b"{" + b" " * 5_000_000)
    return [
        Good(text=_packed(_amnezia(CONF)), kind="wireguard", fields=HELD, name="Mine"),
        Good(text=_packed(_amnezia(filled)), kind="wireguard", fields=HELD),
        Good(text=_packed(_amnezia(_in_interface(AWG))), kind="wireguard", fields={"amnezia": AWG}),
        Good(text=_packed(_amnezia(OVPN)), kind="openvpn", name="Mine"),
        Good(text=f"vpn://{plain}", kind="wireguard", fields=HELD),
        *bads(
            {
                _packed(_amnezia("nothing")): "path.unsupported",
                _packed({"containers": []}): "path.unsupported",
                _packed({}): "path.unsupported",
                _packed([1]): "path.bad_json",
                _packed({"containers": [4, {"a": 1}]}): "path.unsupported",
                _packed(_amnezia(CONF))[:-20]: "path.bad_json",
                "vpn://AAAA": "path.bad_json",
                "vpn://!": "path.bad_base64",
                "vpn://" + base64.urlsafe_b64encode(bomb).decode(): "path.too_large",
                _packed(_amnezia(CONF.replace(KEY, "x"))): "path.bad_key",
            }
        ),
    ]  # fmt: skip
