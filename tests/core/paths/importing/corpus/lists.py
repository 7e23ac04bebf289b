"""Clash and sing-box files, subscriptions, and links among the sentences of a mail."""

import base64

from tests.core.paths.importing.corpus.sample import (
    KEY,
    PBK,
    PUBLIC,
    UUID,
    Bad,
    Fields,
    Good,
    Sample,
    b64,
    bads,
    dumped,
    secrets,
)
from tests.core.paths.importing.corpus.tunnels import CONF

SERVER = "server: h.example, port: 443"
CLASH: tuple[tuple[str, str, Fields], ...] = (
    ("type: ss, cipher: aes-256-gcm, password: pw", "shadowsocks", {"method": "aes-256-gcm", **secrets(password="pw")}),
    ("type: ss, cipher: aes-256-gcm, password: 0123", "shadowsocks", secrets(password="0123")),
    ("type: ss, cipher: aes-256-gcm, password: 123", "shadowsocks", secrets(password="123")),
    ("type: ss, cipher: aes-128-gcm, password: p, plugin: obfs, plugin-opts: {mode: http, host: a.example}", "shadowsocks", {"plugin": "obfs-local", **secrets(plugin_options="obfs=http;obfs-host=a.example")}),
    ("type: ss, cipher: aes-128-gcm, password: p, plugin: v2ray-plugin, plugin-opts: {mode: websocket, tls: true}", "shadowsocks", secrets(plugin_options="mode=websocket;tls")),
    ("type: ss, cipher: aes-128-gcm, password: p, client-fingerprint: chrome, plugin: shadow-tls, plugin-opts: {host: a.example, password: t, version: 3}", "shadowtls", {"version": 3, "fingerprint": "chrome"}),
    (f"type: vmess, uuid: {UUID}, alterId: 0, cipher: auto, tls: true, servername: s.example", "vmess", {"security": "tls", "sni": "s.example"}),
    (f"type: vmess, uuid: {UUID}, alterId: 0, network: ws, ws-opts: {{path: /w, headers: {{Host: c.example}}}}", "vmess", {"transport": "ws", "path": "/w", "host_header": "c.example"}),
    (f"type: vmess, uuid: {UUID}, alterId: 4, cipher: none, network: h2, h2-opts: {{host: [c.example], path: /}}, tls: true", "vmess", {"transport": "http", "alter_id": 4, "host_header": "c.example"}),
    (f"type: vmess, uuid: {UUID}, network: ws, ws-opts: {{v2ray-http-upgrade: true, path: /u}}", "vmess", {"transport": "httpupgrade"}),
    (f"type: vless, uuid: {UUID}, tls: true, flow: xtls-rprx-vision, client-fingerprint: chrome, reality-opts: {{public-key: {PBK}, short-id: ab}}, servername: s.example", "vless", {"security": "reality", "public_key": PBK, "flow": "xtls-rprx-vision"}),
    (f"type: vless, uuid: {UUID}, tls: true, network: grpc, grpc-opts: {{grpc-service-name: g}}", "vless", {"transport": "grpc", "service_name": "g"}),
    ("type: trojan, password: pw, sni: s.example, alpn: [h2, http/1.1]", "trojan", {"security": "tls", "alpn": "h2,http/1.1"}),
    ("type: trojan, password: pw, network: ws, skip-cert-verify: true", "trojan", {"transport": "ws", "insecure": True}),
    ("type: hysteria2, password: pw, obfs: salamander, obfs-password: o, ports: 1000-2000", "hysteria2", {"obfs": "salamander", "ports": "1000-2000"}),
    (f"type: tuic, uuid: {UUID}, password: pw, congestion-controller: bbr, alpn: [h3]", "tuic", {"congestion": "bbr", "alpn": "h3"}),
    ("type: anytls, password: pw, client-fingerprint: chrome, sni: s.example", "anytls", {"fingerprint": "chrome"}),
    (f"type: wireguard, ip: 10.0.0.2, ipv6: fd00::2, private-key: {KEY}, public-key: {PUBLIC}, mtu: 1280, dns: [9.9.9.9]", "wireguard", {"address": "10.0.0.2, fd00::2", "mtu": 1280, "dns": "9.9.9.9"}),
    (f"type: wireguard, ip: 10.0.0.2, private-key: {KEY}, public-key: {PUBLIC}, amnezia-wg-option: {{jc: 4, jmin: 40, jmax: 70}}", "wireguard", {"amnezia": "Jc = 4\nJmin = 40\nJmax = 70"}),
    ("type: socks5, username: me, password: pw", "socks5", {"user": "me"}),
    ("type: http", "http", {"port": 443}),
    ("type: http, tls: true, username: me, password: pw", "https", {"user": "me"}),
    ("type: ssh, username: me, password: pw", "ssh", {"user": "me"}),
)  # fmt: skip
CLASH_BROKEN: dict[str, str] = {
    "type: ss, cipher: rc4-md5, password: pw": "path.old_method",
    "type: ss, cipher: aes-256-gcm": "path.needs_login",
    "type: ss, cipher: aes-256-gcm, password: p, plugin: sh": "path.bad_plugin",
    "type: ssr, cipher: aes-256-cfb, password: pw": "path.unsupported",
    "type: snell, psk: pw": "path.unsupported",
    "type: hysteria, auth-str: x": "path.unsupported",
    "type: vmess, uuid: me": "path.bad_uuid",
    f"type: vmess, uuid: {UUID}, alterId: x": "path.bad_number",
    f"type: vmess, uuid: {UUID}, cipher: rot13": "path.bad_cipher",
    f"type: vless, uuid: {UUID}, network: xhttp, tls: true": "path.bad_transport",
    f"type: vless, uuid: {UUID}, tls: perhaps": "path.bad_flag",
    f"type: vless, uuid: {UUID}, reality-opts: {{short-id: ab}}": "path.no_reality_key",
    "type: trojan": "path.needs_login",
    "type: trojan, password: pw, alpn: {a: b}": "path.bad_alpn",
    "type: hysteria2, password: pw, obfs: gecko": "path.bad_obfs",
    "type: hysteria2, password: pw, ports: a-b": "path.bad_ports",
    "type: tuic, token: x": "path.old_tuic",
    f"type: tuic, uuid: {UUID}, congestion-controller: x": "path.bad_congestion",
    "type: anytls": "path.needs_login",
    "type: wireguard, ip: 10.0.0.2": "path.bad_key",
    f"type: wireguard, ip: x, private-key: {KEY}, public-key: {PUBLIC}": "path.bad_networks",
    "type: socks5, tls: true": "path.unsupported",
    "type: ssh, username: me, private-key: /home/user/.ssh/id": "path.needs_file",
    "type: [1]": "path.unsupported",
    "name: x": "path.unsupported",
}


def clash() -> list[Sample]:
    found: list[Sample] = []
    for text, kind, fields in CLASH:
        flow = f"port: 7890\nproxies:\n  - {{name: n, {SERVER}, {text}}}\nproxy-groups:\n  - name: x\nrules: []\n"
        found.append(Good(text=flow, kind=kind, fields=fields, name="n"))
        found.append(
            Good(
                text=f"proxies:\n- {{name: n, {SERVER}, {text}}}\n".replace("\n", "\r\n"),
                kind=kind,
                fields=fields,
            )
        )
    block = 'proxies:\n  - name: "n 1"\n    type: ss\n    server: h.example\n    port: 443\n    cipher: aes-256-gcm\n    password: |-\n      pw\n'
    shared = (
        f"x: &t {{type: trojan, password: pw, {SERVER}}}\nproxies:\n  - {{<<: *t, name: n, port: 8443}}\n"
    )
    found += [
        Good(text=block, kind="shadowsocks", fields=secrets(password="pw"), name="n 1"),
        Good(text=shared, kind="trojan", fields={"port": 8443}, name="n"),
        Good(text=dumped({"proxies": [{"name": "j", "type": "trojan", "server": "h.example", "port": 1, "password": "p"}]}), kind="trojan", name="j"),
    ]  # fmt: skip
    found += [
        Bad(text=f"proxies:\n  - {{name: n, {SERVER}, {text}}}\n", reason=why)
        for text, why in CLASH_BROKEN.items()
    ]
    laughs = "proxies:\n  - &a0 [x, x]\n" + "".join(
        f"  - &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )
    return found + bads(
        {
            "proxies:\n": "path.empty_file",
            "proxies: ~\nrules: []\n": "path.empty_file",
            "proxies: 7\n": "path.bad_yaml",
            "proxies:\n  - 7\n": "path.bad_proxy",
            "proxies:\n  - {name: n, type: ss\n": "path.bad_yaml",
            "proxies:\n  - {type: trojan, password: p, server: a..b, port: 1}\n": "path.bad_host",
            "proxies:\n  - {type: trojan, password: p, server: h.example, port: x}\n": "path.bad_port",
            "proxies:\n  - !!python/object/new:os.system [id]\n": "path.bad_proxy",
            "proxies:\n  - &a [*a]\n": "path.bad_proxy",
            "proxies: " + "[" * 1000: "path.too_deep",
            "proxies:\n" + "- " * 1000: "path.too_deep",
            laughs: "path.bad_proxy",
        }
    )


TLS: dict[str, object] = {"enabled": True, "server_name": "s.example"}
BOX: tuple[tuple[dict[str, object], str, Fields], ...] = (
    ({"type": "vless", "uuid": UUID, "tls": TLS}, "vless", {"security": "tls", "sni": "s.example"}),
    ({"type": "vless", "uuid": UUID, "flow": "xtls-rprx-vision", "tls": {**TLS, "utls": {"enabled": True, "fingerprint": "chrome"}, "reality": {"enabled": True, "public_key": PBK, "short_id": "ab"}}}, "vless", {"security": "reality", "fingerprint": "chrome"}),
    ({"type": "vless", "uuid": UUID, "tls": TLS, "transport": {"type": "ws", "path": "/w", "headers": {"Host": "c.example"}}}, "vless", {"transport": "ws", "host_header": "c.example"}),
    ({"type": "vless", "uuid": UUID, "tls": TLS, "multiplex": {"enabled": True}}, "singbox", {}),
    ({"type": "vmess", "uuid": UUID, "alter_id": 0, "security": "auto", "tls": TLS}, "vmess", {}),
    ({"type": "vmess", "uuid": UUID, "tls": TLS, "transport": {"type": "grpc", "service_name": "g"}}, "vmess", {"service_name": "g"}),
    ({"type": "trojan", "password": "pw", "tls": {**TLS, "insecure": True}}, "trojan", {"insecure": True}),
    ({"type": "hysteria2", "password": "pw", "tls": TLS, "obfs": {"type": "salamander", "password": "o"}}, "hysteria2", {"obfs": "salamander"}),
    ({"type": "hysteria2", "server_ports": ["1000:2000"], "password": "pw", "tls": TLS}, "hysteria2", {"ports": "1000-2000"}),
    ({"type": "tuic", "uuid": UUID, "password": "pw", "congestion_control": "bbr", "tls": TLS}, "tuic", {"congestion": "bbr"}),
    ({"type": "anytls", "password": "pw", "tls": TLS}, "anytls", {"sni": "s.example"}),
    ({"type": "shadowsocks", "method": "aes-256-gcm", "password": "pw"}, "shadowsocks", {"method": "aes-256-gcm"}),
    ({"type": "socks", "version": "5", "username": "me", "password": "pw"}, "socks5", {"user": "me"}),
    ({"type": "socks", "version": "4a"}, "socks4a", {}),
    ({"type": "http"}, "http", {}),
    ({"type": "http", "tls": {"enabled": True}}, "https", {}),
    ({"type": "ssh", "user": "me", "password": "pw"}, "ssh", {"user": "me"}),
    ({"type": "wireguard", "private_key": KEY, "peer_public_key": PUBLIC, "local_address": ["10.0.0.2/32"], "mtu": 1280}, "wireguard", {"mtu": 1280}),
    ({"type": "naive", "username": "me", "password": "pw", "tls": TLS}, "singbox", {}),
)  # fmt: skip
BOX_BROKEN: tuple[tuple[dict[str, object], str], ...] = (
    ({"type": "vless", "uuid": "x", "tls": TLS}, "path.bad_uuid"),
    ({"type": "vless", "uuid": UUID, "server": ""}, "path.bad_host"),
    ({"type": "vless", "uuid": UUID, "server_port": 0}, "path.bad_port"),
    ({"type": "vless", "uuid": UUID, "flow": "x", "tls": TLS}, "path.bad_flow"),
    ({"type": "trojan", "tls": TLS}, "path.needs_login"),
    ({"type": "shadowsocks", "method": "rc4-md5", "password": "pw"}, "path.old_method"),
    ({"type": "shadowsocks", "method": "aes-256-gcm", "password": "pw", "plugin": "sh"}, "path.bad_plugin"),
    ({"type": "hysteria2", "password": "pw", "obfs": {"type": "x"}, "tls": TLS}, "path.bad_obfs"),
    ({"type": "tuic", "uuid": UUID, "congestion_control": "x", "tls": TLS}, "path.bad_congestion"),
    ({"type": "tor", "executable_path": "/bin/sh", "extra_args": ["-c", "id"]}, "path.bad_field"),
    ({"type": "ssh", "user": "me", "private_key_path": "/etc/shadow"}, "path.bad_field"),
    ({"type": "trojan", "password": "pw", "tls": {"enabled": True, "certificate_path": "/etc/shadow"}}, "path.bad_field"),
    ({"type": "trojan", "password": "pw", "detour": "other"}, "path.unsupported"),
    ({"type": "shadowtls", "password": "pw"}, "path.bad_outbound"),
    ({"type": 7}, "path.bad_outbound"),
    ({"type": "wireguard", "private_key": "x"}, "path.bad_key"),
)  # fmt: skip


def sing_box() -> list[Sample]:
    found: list[Sample] = []
    place: dict[str, object] = {"tag": "n", "server": "h.example", "server_port": 443}
    others = [
        {"type": "direct", "tag": "d"},
        {"type": "selector", "tag": "s", "outbounds": ["n"]},
        {"type": "block"},
    ]
    for value, kind, fields in BOX:
        whole = {"log": {}, "outbounds": [*others, {**place, **value}], "route": {"rules": []}}
        found.append(Good(text=dumped(whole), kind=kind, fields=fields, name="n"))
        found.append(Good(text=dumped({**place, **value}), kind=kind, fields=fields, name="n"))
    peer = {"address": "h.example", "port": 1, "public_key": PUBLIC, "allowed_ips": ["0.0.0.0/0"]}
    endpoint = {
        "type": "wireguard",
        "tag": "w",
        "address": ["10.0.0.2/32"],
        "private_key": KEY,
        "peers": [peer],
    }
    carrier = {
        "type": "shadowtls",
        "tag": "c",
        "server": "h.example",
        "server_port": 443,
        "version": 3,
        "password": "t",
        "tls": TLS,
    }
    inner = {"type": "shadowsocks", "tag": "n", "detour": "c", "method": "aes-128-gcm", "password": "pw"}
    found += [
        Good(text=dumped({"outbounds": [], "endpoints": [endpoint]}), kind="wireguard", fields={"allowed_ips": "0.0.0.0/0"}, name="w"),
        Good(text=dumped({"endpoints": [endpoint]}), kind="wireguard", fields=secrets(private_key=KEY)),
        Good(text=dumped({"outbounds": [inner, carrier]}), kind="shadowtls", fields={"version": 3, "sni": "s.example", **secrets(password="t", inner_password="pw")}, name="n"),
        Good(text=dumped([{**place, "type": "trojan", "password": "pw", "tls": TLS}]), kind="trojan", name="n"),
    ]  # fmt: skip
    found += [Bad(text=dumped({"outbounds": [{**place, **value}]}), reason=why) for value, why in BOX_BROKEN]
    return found + bads(
        {
            dumped({"outbounds": others}): "path.empty_file",
            dumped({"outbounds": []}): "path.empty_file",
            dumped({"outbounds": 7}): "path.bad_outbound",
            dumped({"outbounds": [7]}): "path.bad_outbound",
            dumped({"outbounds": [{**endpoint, "peers": [peer, peer]}]}): "path.unsupported",
        }
    )


TROJAN = "trojan://pw@h.example:443?sni=s.example#n"


def subscriptions() -> list[Sample]:
    held: Fields = {"host": "h.example", **secrets(password="pw")}
    folded = "\n".join(b64(TROJAN)[start : start + 20] for start in range(0, len(b64(TROJAN)), 20))
    info = "#subscription-userinfo: upload=0; download=0; total=1; expire={}\n"
    texts = (
        b64(TROJAN), b64(TROJAN + "\n"), b64(TROJAN, url=True, pad=False), folded, f"  {b64(TROJAN)}\n", b64(b64(TROJAN)),
        b64("\r\n" + TROJAN + "\r\n"),
    )  # fmt: skip
    found: list[Sample] = [Good(text=text, kind="trojan", fields=held, name="n") for text in texts]
    found += [
        Good(text=b64(TROJAN).encode(), kind="trojan", fields=held),
        Good(text=b64(info.format(1000) + TROJAN), kind="trojan", warned=True),
        Good(text=info.format(99999999999) + TROJAN, kind="trojan", warned=False),
        Good(text=info.format(1700000000) + TROJAN, kind="trojan", warned=True),
        Good(text=b64(CONF), kind="wireguard"),
    ]
    return found + bads(
        {
            b64("hello, there is no way in here"): "path.not_understood",
            b64(b64(b64(TROJAN))): "path.not_understood",
            b64(TROJAN)[:-7].replace("d", "!"): "path.not_understood",
            b64("trojan://h.example:443 and no more"): "path.needs_login",
            base64.b64encode(bytes(range(256))).decode(): "path.not_understood",
        }
    )


LINK = "socks5://me:pw@198.51.100.7:1080"
PROSE = (
    f"Please use {LINK}", f"Please use {LINK}.", f"Here it is: <{LINK}>, good luck!", f"See ({LINK}) for it, please",
    f"Try [my server]({LINK}) tonight or tomorrow", f"“{LINK}” is what you need here", f"- {LINK}", f"> {LINK}",
    f"1. {LINK}", f"Hello my dear friend,\n\n{LINK}\n\nBest wishes to all of you\nOtto", f"`{LINK}`", f"* **{LINK}**",
    f"the address is {LINK}; tell nobody about it", f"سلام، این را امتحان کن: {LINK}", f"<a href=\"{LINK}\">here</a>",
    "Hello friends,\nuse 198.51.100.7:1080:me:pw tonight, please\nBye", "the proxy is at 198.51.100.7:1080, said he",
    "Content-Transfer-Encoding: quoted-printable\n\nHello, here is the link:\nsocks5://me:pw@198.51.1=\n00.7:1080=20=\n#x=3Dy\n",
    f"{LINK}\t# the good one", f"Visit https://www.page.example/help for help\n{LINK}", f"# list\n; x\n// y\n\n{LINK}\n",
)  # fmt: skip


def prose() -> list[Sample]:
    found: list[Sample] = [
        Good(text=text, kind="socks5", fields={"host": "198.51.100.7", "port": 1080}) for text in PROSE
    ]
    return found + bads(
        {
            "Hello, how are you doing today?": "path.not_a_way",
            "Hello there my friend\nGoodbye\n": "path.not_a_way",
            "Go to https://www.page.example for more about it": "path.web_address",
            "Go to https://www.page.example/a/b?c=d#e for more": "path.web_address",
            "We meet at 12:30 in the usual place": "path.not_a_way",
            "The host 198.51.100.7:99999 is what they said": "path.bad_port",
            "Use vless://me@h.example:443 or so tonight": "path.bad_uuid",
            "Use ssr://aGVsbG8 if you can find it": "path.unsupported_kind",
            "<html><body>404 not found here</body></html>": "path.not_a_way",
            "\x00\x01\x02": "path.spaces",
        }
    ) + [Bad(text=b"\x00\x01binary", reason="path.bad_text"), Bad(text=b"\x89PNG\r\n\x1a\nbroken", reason="path.qr_unread")]  # fmt: skip
