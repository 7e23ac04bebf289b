"""Shadowsocks in all its links and documents, ShadowTLS, and what Outline serves."""

from tests.core.paths.importing.corpus.sample import (
    HOSTS,
    KEY,
    Bad,
    Fields,
    Good,
    Sample,
    b64,
    bads,
    dumped,
    goods,
    secrets,
)

METHODS = ("aes-128-gcm", "aes-192-gcm", "aes-256-gcm", "chacha20-ietf-poly1305", "xchacha20-ietf-poly1305")
KEY16 = b64("0123456789abcdef")
BLAKE = {
    "2022-blake3-aes-128-gcm": KEY16,
    "2022-blake3-aes-256-gcm": KEY,
    "2022-blake3-chacha20-poly1305": KEY,
}
OLD = ("rc4-md5", "aes-256-cfb", "aes-256-ctr", "chacha20", "bf-cfb")


def links() -> list[Sample]:
    found: list[Sample] = []
    login = b64("aes-256-gcm:pa:ss", url=True, pad=False)
    for written, kept in HOSTS.values():
        fields: Fields = {"host": kept, "port": 8388, "method": "aes-256-gcm", **secrets(password="pa:ss")}
        found += goods("shadowsocks", [(f"ss://{login}@{written}:8388#n", fields)])
        found += goods("shadowsocks", [(f"ss://{b64(f'aes-256-gcm:pa:ss@{written}:8388')}#n", fields)])
    for method in METHODS:
        held: Fields = {"method": method, **secrets(password="p@s/s+w?d")}
        for coded in (b64(f"{method}:p@s/s+w?d"), b64(f"{method}:p@s/s+w?d", url=True, pad=False)):
            found += goods(
                "shadowsocks", [(f"ss://{coded}@h.example:1", held), (f"ss://{coded}@h.example:1/?x=y", held)]
            )
        found += goods("shadowsocks", [(f"ss://{method}:p%40s%2Fs%2Bw%3Fd@h.example:1", held)])
        found += goods("shadowsocks", [(f"ss://{b64(f'{method}:p@s/s+w?d@198.51.100.7:1')}", held)])
    for method, key in BLAKE.items():
        quoted = key.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        held = {"method": method, **secrets(password=key)}
        found += goods(
            "shadowsocks",
            [
                (f"ss://{method}:{quoted}@h.example:1#k", held),
                (f"ss://{b64(f'{method}:{key}')}@h.example:1", held),
            ],
        )
    coded = b64("aes-128-gcm:pw")
    found += _with_options(coded)
    found.append(
        Good(
            text=f"ss://{coded}@h.example:1#%D8%A8%D8%B1%D9%84%DB%8C%D9%86", kind="shadowsocks", name="برلین"
        )
    )
    return found + _broken_links(coded)


def _with_options(coded: str) -> list[Sample]:
    found: list[Sample] = []
    two = f"{KEY16}:{KEY16}"
    obfs: Fields = {"plugin": "obfs-local", **secrets(plugin_options="obfs=http;obfs-host=a.example")}
    ray: Fields = {"plugin": "v2ray-plugin", **secrets(plugin_options="tls;host=a.example;path=/x\\=y")}
    tls: Fields = {
        "version": 3,
        "sni": "a.example",
        "method": "aes-128-gcm",
        **secrets(password="tp", inner_password="pw"),
    }
    found += goods(
        "shadowsocks",
        [
            (f"ss://2022-blake3-aes-128-gcm:{two.replace('=', '%3D')}@h.example:1", secrets(password=two)),
            (f"ss://{coded}@h.example:1?plugin=obfs-local%3Bobfs%3Dhttp%3Bobfs-host%3Da.example", obfs),
            (f"ss://{coded}@h.example:1?plugin=simple-obfs%3Bobfs%3Dhttp%3Bobfs-host%3Da.example", obfs),
            (f"ss://{coded}@h.example:1/?plugin=v2ray-plugin%3Btls%3Bhost%3Da.example%3Bpath%3D%2Fx%5C%3Dy#p", ray),
            (f"ss://{coded}@h.example:443/?outline=1&prefix=%16%03%01", {"prefix": "%16%03%01"}),
            (f"ss://{coded}@h.example:443/?prefix=POST%20", {"prefix": "POST%20"}),
            (f"SS://{coded}@h.example:1", {"method": "aes-128-gcm"}),
            (f"ss://{b64('CHACHA20-POLY1305:pw')}@h.example:1", {"method": "chacha20-ietf-poly1305"}),
            (f"ss://{b64('AEAD_AES_256_GCM:pw')}@h.example:1", {"method": "aes-256-gcm"}),
        ],
    )  # fmt: skip
    shadow = b64(dumped({"version": "3", "host": "a.example", "password": "tp"}))
    found += goods(
        "shadowtls",
        [
            (
                f"ss://{coded}@h.example:1?plugin=shadow-tls%3Bhost%3Da.example%3Bpassword%3Dtp%3Bversion%3D3",
                tls,
            ),
            (f"ss://{coded}@h.example:1?shadow-tls={shadow.replace('=', '%3D').replace('+', '%2B')}", tls),
        ],
    )
    return found


def _broken_links(coded: str) -> list[Sample]:
    bad = {f"ss://{b64(f'{method}:pw')}@h.example:1": "path.old_method" for method in OLD}
    bad |= {f"ss://{method}:{KEY[:-8]}@h.example:1": "path.bad_key" for method in BLAKE}
    return bads(
        bad
        | {
            f"ss://{coded}@h.example": "path.bad_port",
            f"ss://{coded}@h.example:0": "path.bad_port",
            f"ss://{coded}@:1": "path.bad_host",
            f"ss://{coded}@h.example:1:2": "path.bad_server",
            f"ss://{b64('aes-128-gcm')}@h.example:1": "path.bad_login",
            f"ss://{b64('aes-128-gcm:')}@h.example:1": "path.needs_login",
            f"ss://{b64('none:pw')}@h.example:1": "path.plain_method",
            f"ss://{b64('plain:pw')}@h.example:1": "path.plain_method",
            f"ss://{b64('a cipher:pw')}@h.example:1": "path.bad_cipher",
            f"ss://{b64(':pw')}@h.example:1": "path.bad_cipher",
            f"ss://{b64('camellia:pw')}@h.example:1": "path.bad_field",
            f"ss://{b64('aes-128-gcm:pw@h.example')}": "path.bad_port",
            f"ss://{b64('aes-128-gcm:pw')}": "path.bad_login",
            "ss://": "path.bad_login",
            "ss://!!!!": "path.bad_base64",
            "ss://abcde": "path.bad_base64",
            f"ss://{b64(chr(255) * 3)}@h.example:1": "path.bad_login",
            f"ss://{coded}@h.example:1?plugin=rm%20-rf": "path.bad_plugin",
            f"ss://{coded}@h.example:1?plugin=%2Fbin%2Fsh": "path.bad_plugin",
            f"ss://{coded}@h.example:1?plugin=kcptun%3Bx": "path.bad_plugin",
            f"ss://{coded}@h.example:1?plugin=shadow-tls%3Bversion%3D9": "path.bad_plugin",
            f"ss://{coded}@h.example:1?plugin=shadow-tls%3Bhost%3Da.example": "path.missing_field",
            f"ss://{coded}@h.example:1?shadow-tls=!!": "path.bad_base64",
            f"ss://{coded}@h.example:1?prefix={'a' * 200}": "path.long_prefix",
            "ssr://aGVsbG8": "path.unsupported_kind",
            "ssconf://keys.example/abc#me": "path.needs_fetch",
            "ssconf://": "path.bad_host",
        }
    )


def _sip(**changed: object) -> dict[str, object]:
    return {"server": "h.example", "server_port": 8388, "password": "pw", "method": "aes-256-gcm", **changed}


def documents() -> list[Sample]:
    whole = {"version": 1, "servers": [_sip(id="x", remarks="one")]}
    held: Fields = {"host": "h.example", "port": 8388, "method": "aes-256-gcm", **secrets(password="pw")}
    found: list[Sample] = [
        Good(text=dumped(whole), kind="shadowsocks", fields=held, name="one"),
        Good(text=dumped([_sip(remarks="two")]), kind="shadowsocks", fields=held, name="two"),
        Good(text=dumped(_sip()), kind="shadowsocks", fields=held),
        Good(text=dumped(_sip(server_port="8388")), kind="shadowsocks", fields=held),
        Good(text=dumped({**whole, "bytes_remaining": 0}), kind="shadowsocks", fields=held, warned=True),
        Good(text=dumped({**whole, "bytes_remaining": 5}), kind="shadowsocks", fields=held, warned=False),
        Good(text=dumped(_sip(prefix="\u0016\u0003\u0001")), kind="shadowsocks", fields={"prefix": "%16%03%01"}),
        Good(text=dumped(_sip(prefix="\u00a8")), kind="shadowsocks", fields={"prefix": "%C2%A8"}),
        Good(text=dumped(_sip(plugin="obfs-local", plugin_opts="obfs=tls")), kind="shadowsocks", fields=secrets(plugin_options="obfs=tls")),
        Good(text="\ufeff" + dumped(whole), kind="shadowsocks", fields=held),
        Good(text=dumped(whole).encode("utf-16"), kind="shadowsocks", fields=held),
    ]  # fmt: skip
    for method in METHODS:
        found.append(Good(text=dumped(_sip(method=method)), kind="shadowsocks", fields={"method": method}))
    broken = (
        (_sip(server=""), "path.bad_host"), (_sip(server=7), "path.bad_host"), (_sip(server_port=0), "path.bad_port"),
        (_sip(server_port=True), "path.bad_port"), (_sip(password=""), "path.needs_login"),
        (_sip(password=None), "path.needs_login"), (_sip(method="rc4-md5"), "path.old_method"),
        (_sip(method=""), "path.bad_cipher"), (_sip(plugin="../../bin/sh"), "path.bad_plugin"),
        (_sip(prefix="漢"), "path.bad_prefix"),
    )  # fmt: skip
    for value, reason in broken:
        found.append(Bad(text=dumped(value), reason=reason))
        found.append(Bad(text=dumped({"version": 1, "servers": [value]}), reason=reason))
    found += bads(
        {
            dumped({"version": 1, "servers": "none"}): "path.empty_file",
            dumped({"version": 1, "servers": [4]}): "path.bad_json",
            "{": "path.bad_json",
            '{"a": ' * 50 + "1" + "}" * 50: "path.too_deep",
            "[" * 40_000: "path.too_deep",
            "{}": "path.empty_file",
            "[[1, 2]]": "path.bad_json",
            '{"server": 1}': "path.empty_file",
            '{"outbounds": [{"protocol": "vless"}]}': "path.xray_file",
            dumped({"server_port": 9}): "path.empty_file",
        }
    )
    return found


_YAML = "transport:\n  $type: tcpudp\n  tcp:\n    $type: shadowsocks\n    endpoint: {}\n    cipher: {}\n    secret: {}\n"


def outline() -> list[Sample]:
    held: Fields = {
        "host": "h.example",
        "port": 80,
        "method": "chacha20-ietf-poly1305",
        **secrets(password="pw"),
    }
    plain = _YAML.format("h.example:80", "chacha20-ietf-poly1305", "pw")
    shared = plain.replace("    $type: shadowsocks", "    <<: &s\n      $type: shadowsocks", 1)
    shared = (
        shared.replace("    endpoint", "      endpoint")
        .replace("    cipher", "      cipher")
        .replace("    secret", "      secret")
    )
    found = goods(
        "shadowsocks",
        [
            (plain, held),
            (plain + '    prefix: "POST "\n', {**held, "prefix": "POST%20"}),
            (plain + '    prefix: "\\u0016\\u0003\\u0001"\n', {**held, "prefix": "%16%03%01"}),
            (plain.replace("\n", "\r\n"), held),
            ("# a key\n" + plain, held),
            (shared + '    prefix: "POST "\n  udp: *s\n', {**held, "prefix": "POST%20"}),
            ("transport:\n  $type: shadowsocks\n  endpoint: h.example:80\n  cipher: chacha20-ietf-poly1305\n  secret: pw\n", held),
            ("$type: shadowsocks\nendpoint: h.example:80\ncipher: chacha20-ietf-poly1305\nsecret: pw\n", held),
            (_YAML.format('"[2001:db8::7]:80"', "aes-256-gcm", "'007'"), {"host": "2001:db8::7", **secrets(password="007")}),
            (_YAML.format("h.example:80", "aes-256-gcm", "007"), secrets(password="007")),
        ],
    )  # fmt: skip
    return found + bads(
        {
            "transport: ssconf://keys.example/x\n": "path.needs_fetch",
            "transport: ss\n": "path.unsupported",
            "transport:\n  - 1\n": "path.bad_yaml",
            "transport:\n  $type: websocket\n  url: wss://h.example/\n": "path.unsupported",
            "transport:\n  $type: shadowsocks\n  endpoint:\n    $type: websocket\n": "path.unsupported",
            _YAML.format("h.example", "aes-256-gcm", "pw"): "path.bad_port",
            _YAML.format("h.example:80", "rc4-md5", "pw"): "path.old_method",
            _YAML.format("h.example:80", "aes-256-gcm", "''"): "path.needs_login",
            "transport: [\n": "path.bad_yaml",
            "transport: {a: *nobody}\n": "path.unsupported",
            "transport:\n" + "  - " * 100 + "x\n": "path.too_deep",
            "transport: " + "[" * 5000: "path.too_deep",
            "transport: !!python/object/apply:os.system ['id']\n": "path.bad_yaml",
            "transport: !include /etc/passwd\n": "path.unsupported",
        }
    )
