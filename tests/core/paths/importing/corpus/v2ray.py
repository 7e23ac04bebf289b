"""VLESS, Trojan and VMess: the same transports in three clothes."""

from tests.core.paths.importing.corpus.sample import (
    HOSTS,
    OTHER_UUID,
    PBK,
    UUID,
    Bad,
    Fields,
    Good,
    Sample,
    b64,
    bads,
    dumped,
    options,
    secrets,
)

TRANSPORTS: dict[str, tuple[dict[str, str], Fields]] = {
    "bare": ({}, {"transport": "tcp"}),
    "tcp": ({"type": "tcp"}, {"transport": "tcp"}),
    "raw": ({"type": "raw", "headerType": "none"}, {"transport": "tcp"}),
    "ws": (
        {"type": "ws", "path": "/a?ed=2048", "host": "cdn.example"},
        {"transport": "ws", "path": "/a?ed=2048", "host_header": "cdn.example"},
    ),
    "ws-bare": ({"type": "ws"}, {"transport": "ws"}),
    "grpc": (
        {"type": "grpc", "serviceName": "svc", "mode": "gun"},
        {"transport": "grpc", "service_name": "svc"},
    ),
    "h2": (
        {"type": "h2", "path": "/h2", "host": "h.example"},
        {"transport": "http", "path": "/h2", "host_header": "h.example"},
    ),
    "http-header": (
        {"type": "tcp", "headerType": "http", "host": "a.example"},
        {"transport": "http", "host_header": "a.example"},
    ),
    "httpupgrade": ({"type": "httpupgrade", "path": "/up"}, {"transport": "httpupgrade", "path": "/up"}),
}
SECURITY: dict[str, tuple[dict[str, str], Fields]] = {
    "tls": ({"security": "tls", "sni": "s.example", "fp": "chrome"}, {"security": "tls", "sni": "s.example", "fingerprint": "chrome"}),
    "tls-alpn": ({"security": "tls", "alpn": "h2,http/1.1"}, {"security": "tls", "alpn": "h2,http/1.1"}),
    "insecure": ({"security": "tls", "allowInsecure": "1"}, {"security": "tls", "insecure": True}),
    "reality": (
        {"security": "reality", "pbk": PBK, "sid": "0123ABCD", "sni": "s.example", "fp": "firefox", "spx": "/"},
        {"security": "reality", "public_key": PBK, "sni": "s.example", "fingerprint": "firefox", **secrets(short_id="0123abcd")},
    ),
}  # fmt: skip
BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "xhttp": ({"type": "xhttp", "security": "tls"}, "path.bad_transport"),
    "splithttp": ({"type": "splithttp", "security": "tls"}, "path.bad_transport"),
    "kcp": ({"type": "kcp", "security": "tls"}, "path.bad_transport"),
    "mkcp": ({"type": "mkcp"}, "path.bad_transport"),
    "srtp": ({"type": "tcp", "headerType": "srtp"}, "path.bad_transport"),
    "nonsense": ({"type": "carrier-pigeon"}, "path.bad_transport"),
    "xtls": ({"security": "xtls"}, "path.bad_security"),
    "strange": ({"security": "rot13"}, "path.bad_security"),
    "no pbk": ({"security": "reality", "sni": "s.example"}, "path.no_reality_key"),
    "cut pbk": ({"security": "reality", "pbk": PBK[:-3]}, "path.bad_key"),
    "odd pbk": ({"security": "reality", "pbk": "not a key!"}, "path.bad_key"),
    "odd sid": ({"security": "reality", "pbk": PBK, "sid": "012"}, "path.bad_short_id"),
    "long sid": ({"security": "reality", "pbk": PBK, "sid": "0" * 18}, "path.bad_short_id"),
    "no hex": ({"security": "reality", "pbk": PBK, "sid": "zz"}, "path.bad_short_id"),
    "alpn": ({"security": "tls", "alpn": "h2 or so"}, "path.bad_alpn"),
    "sni": ({"security": "tls", "sni": "two names"}, "path.bad_host"),
    "flag": ({"security": "tls", "allowInsecure": "maybe"}, "path.bad_flag"),
    "no service": ({"type": "grpc", "security": "tls"}, "path.missing_field"),
    "quic alone": ({"type": "quic", "security": "none"}, "path.bad_field"),
}
SERVERS: dict[str, str] = {
    "h.example:0": "path.bad_port",
    "h.example:65536": "path.bad_port",
    "h.example:44x": "path.bad_port",
    "h.example:-1": "path.bad_port",
    "h.example:1:2": "path.bad_server",
    "[2001:db8::7:443": "path.bad_server",
    ":443": "path.bad_host",
    "h..example:443": "path.bad_host",
    "-h.example:443": "path.bad_host",
    "1.2.3.400:443": "path.bad_host",
}


def vless() -> list[Sample]:
    base = f"vless://{UUID}@"
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        found.append(
            Good(text=f"{base}{written}:8443?security=tls", kind="vless", fields={"host": kept, "port": 8443})
        )
    for extra, fields in TRANSPORTS.values():
        for more, held in SECURITY.values():
            if "reality" in more.values() and extra.get("type", "tcp") not in ("tcp", "grpc"):
                continue
            text = f"{base}h.example:443{options(encryption='none', **extra, **more)}#n"
            found.append(
                Good(text=text, kind="vless", fields={**fields, **held, **secrets(uuid=UUID)}, name="n")
            )
    flow = {"flow": "xtls-rprx-vision", "security": "reality", "pbk": PBK}
    found += [
        Good(text=f"{base}h.example:443{options(**flow)}", kind="vless", fields={"flow": "xtls-rprx-vision"}),
        Good(text=f"{base}h.example?security=tls", kind="vless", fields={"port": 443}),
        Good(text=f"VLESS://{UUID.upper()}@h.example:443?security=tls", kind="vless", fields=secrets(uuid=UUID)),
        Good(text=f"{base}h.example:443/?security=tls&amp;sni=s.example#x", kind="vless", fields={"sni": "s.example"}),
        Good(text=f"{base}h.example:443?type=ws", kind="vless", fields={"security": "none"}, warned=True),
        Good(text=f"{base}h.example:443?security=tls&allowInsecure=true", kind="vless", warned=True),
        Good(text=f"{base}h.example:443?security=tls&insecure=0#ok", kind="vless", name="ok", warned=False),
        Good(text=f"{base}h.example:443?security=tls&ech=AEX%2BDQ", kind="vless", warned=True),
        Good(text=f"{base}h.example:443?security=tls&fp=hellowobbly", kind="vless", warned=True),
        Good(text=f"{base}h.example:443?security=tls#%F0%9F%87%A9%F0%9F%87%AA%20DE%20%7C%20fast", kind="vless", name="🇩🇪 DE | fast"),
        Good(text=f"{base}h.example:443?security=tls#DE | fast -> 1", kind="vless", name="DE | fast -> 1"),
        Good(text=f"{base}h.example:443?security=tls#a\u202eb%00c%0Ad", kind="vless", name="a b c d"),
        Good(text=f"Mine={base}h.example:443?security=tls#theirs", kind="vless", name="Mine"),
    ]  # fmt: skip
    for extra, reason in BROKEN.values():
        found.append(Bad(text=f"{base}h.example:443{options(**extra)}", reason=reason))
    found += [Bad(text=f"{base}{server}?security=tls", reason=reason) for server, reason in SERVERS.items()]
    return found + bads(
        {
            "vless://h.example:443?security=tls": "path.bad_uuid",
            f"vless://{UUID[:-1]}@h.example:443?security=tls": "path.bad_uuid",
            "vless://me@h.example:443?security=tls": "path.bad_uuid",
            f"vless://{UUID}%ff@h.example:443": "path.bad_escape",
            f"{base}h.example:443?security=tls&flow=xtls-rprx-direct": "path.bad_flow",
            f"{base}h.example:443?type=ws&flow=xtls-rprx-vision&security=tls": "path.bad_field",
            f"{base}h.example:443?encryption=mlkem768x25519plus&security=tls": "path.unsupported",
            f"{base}h.example:443?" + "&".join(f"a{n}=1" for n in range(100)): "path.too_deep",
        }
    )


def trojan() -> list[Sample]:
    base = "trojan://pa%3Ass@"
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, "port": 8443, "security": "tls", **secrets(password="pa:ss")}
        found.append(Good(text=f"{base}{written}:8443", kind="trojan", fields=fields))
    for extra, held in TRANSPORTS.values():
        found.append(Good(text=f"{base}h.example:443{options(**extra)}", kind="trojan", fields=held))
    for extra, held in SECURITY.values():
        found.append(Good(text=f"{base}h.example:443{options(**extra)}", kind="trojan", fields=held))
    found += [
        Good(text="trojan://p@h.example?peer=s.example#T", kind="trojan", fields={"sni": "s.example", "port": 443}, name="T"),
        Good(text="trojan://a/b+c=@h.example:443", kind="trojan", fields=secrets(password="a/b+c=")),
        Good(text="trojan://p%40q@h.example:443", kind="trojan", fields=secrets(password="p@q")),
        Good(text="trojan://p@h.example:443?security=none", kind="trojan", fields={"security": "none"}, warned=True),
        Good(text="trojan://p@h.example:443?allowInsecure=1", kind="trojan", fields={"insecure": True}, warned=True),
        Good(text="trojan://p@h.example:443", kind="trojan", warned=False),
    ]  # fmt: skip
    for extra, reason in BROKEN.values():
        if "security" not in extra or extra["security"] != "none":
            found.append(Bad(text=f"{base}h.example:443{options(**extra)}", reason=reason))
    found += [Bad(text=f"{base}{server}", reason=reason) for server, reason in SERVERS.items()]
    return found + bads(
        {
            "trojan://h.example:443": "path.needs_login",
            "trojan://@h.example:443": "path.needs_login",
            "trojan://%ff@h.example:443": "path.bad_escape",
            "trojan-go://p@h.example:443": "path.unsupported_kind",
        }
    )


def _vmess(**changed: object) -> str:
    value = {
        "v": "2", "ps": "n", "add": "h.example", "port": "443", "id": UUID, "aid": "0", "scy": "auto", "net": "tcp",
        "type": "none", "host": "", "path": "", "tls": "tls", "sni": "",
    }  # fmt: skip
    return dumped({**value, **changed})


def vmess() -> list[Sample]:
    found: list[Sample] = []
    for written, kept in HOSTS.values():
        found.append(
            Good(text=f"vmess://{b64(_vmess(add=written))}", kind="vmess", fields={"host": kept}, name="n")
        )
    for extra, held in TRANSPORTS.values():
        change: dict[str, object] = {"net": extra.get("type", ""), "type": extra.get("headerType", "none")}
        change |= {"path": extra.get("serviceName") or extra.get("path", ""), "host": extra.get("host", "")}
        found.append(Good(text=f"vmess://{b64(_vmess(**change))}", kind="vmess", fields=held))
        found.append(
            Good(
                text=f"vmess://{UUID}@h.example:443{options(security='tls', **extra)}",
                kind="vmess",
                fields=held,
            )
        )
    for scy in ("auto", "aes-128-gcm", "chacha20-poly1305", "none", "zero", ""):
        held = {} if scy in ("", "auto") else {"cipher": scy}
        found.append(Good(text=f"vmess://{b64(_vmess(scy=scy))}", kind="vmess", fields=held))
    found += [
        Good(text=f"vmess://{b64(_vmess(port=8443, aid=0), pad=False)}", kind="vmess", fields={"port": 8443}),
        Good(text=f"vmess://{b64(_vmess(ps='??>>~~'), url=True)}", kind="vmess", name="??>>~~"),
        Good(text=f"vmess://{b64(_vmess(aid='64'))}", kind="vmess", fields={"alter_id": 64}, warned=True),
        Good(text=f"vmess://{b64(_vmess(tls='', scy='none'))}", kind="vmess", warned=True),
        Good(text=f"vmess://{b64(_vmess(insecure='1'))}", kind="vmess", fields={"insecure": True}, warned=True),
        Good(text=f"vmess://{b64(_vmess(ps='نمونه'))}", kind="vmess", name="نمونه"),
        Good(text=f"vmess://{b64(_vmess(ps=''))}#Behind", kind="vmess", name="Behind"),
        Good(text=f"vmess://{b64(_vmess(alpn='h2,http/1.1', fp='safari'))}", kind="vmess", fields={"alpn": "h2,http/1.1", "fingerprint": "safari"}),
        Good(text=f"vmess://{b64(f'auto:{UUID}@h.example:8080')}?remarks=Q&obfs=websocket&path=/w&tls=1", kind="vmess", fields={"transport": "ws", "path": "/w", "port": 8080, "security": "tls"}, name="Q"),
        Good(text=f"vmess://{b64(f'none:{OTHER_UUID}@198.51.100.7:80')}", kind="vmess", fields=secrets(uuid=OTHER_UUID), warned=True),
    ]  # fmt: skip
    bad: dict[str, str] = {
        f"vmess://{b64(_vmess(id='x'))}": "path.bad_uuid",
        f"vmess://{b64(_vmess(id=''))}": "path.bad_uuid",
        f"vmess://{b64(_vmess(port=0))}": "path.bad_port",
        f"vmess://{b64(_vmess(port='many'))}": "path.bad_port",
        f"vmess://{b64(_vmess(port=None))}": "path.bad_port",
        f"vmess://{b64(_vmess(add=''))}": "path.bad_host",
        f"vmess://{b64(_vmess(add='a b'))}": "path.bad_host",
        f"vmess://{b64(_vmess(add=['h']))}": "path.bad_host",
        f"vmess://{b64(_vmess(aid='lots'))}": "path.bad_number",
        f"vmess://{b64(_vmess(scy='rc4'))}": "path.bad_cipher",
        f"vmess://{b64(_vmess(net='kcp'))}": "path.bad_transport",
        f"vmess://{b64(_vmess(net='xhttp'))}": "path.bad_transport",
        f"vmess://{b64(_vmess(type='wechat-video', net='kcp'))}": "path.bad_transport",
        f"vmess://{b64(_vmess(tls='xtls'))}": "path.bad_security",
        f"vmess://{b64(_vmess(net='grpc', path=''))}": "path.missing_field",
        f"vmess://{b64('[1]')}": "path.bad_json",
        f"vmess://{b64('{')}": "path.bad_json",
        f"vmess://{b64('[' * 200)}": "path.too_deep",
        f"vmess://{b64(_vmess())[:-9]}": "path.bad_json",
        "vmess://a": "path.bad_base64",
        "vmess://%%%": "path.bad_base64",
        "vmess://": "path.bad_json",
        f"vmess://{b64(chr(0) * 9)}": "path.bad_json",
        "vmess://me@h.example:443": "path.bad_uuid",
        f"vmess://{b64(f'auto:{UUID}@h.example')}": "path.bad_port",
    }  # fmt: skip
    return found + bads(bad)
