"""The openvpn program as the server of a whole tunnel, in a namespace that forwards for it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import trustme

from tests.ways import programs
from tests.ways.programs import Place, command
from tests.ways.real import Fields, RealWay, Recipe
from waythrough.model.secret import Secret

USER, PASSWORD = "otto", "s3cret-word"
RESOLVER = "203.0.113.51"
"""A resolver behind the tunnel."""
COMPLETE = "Initialization Sequence Completed"
CHECK = f"""#!/bin/sh
[ "$(sed -n 1p "$1")" = "{USER}" ] && [ "$(sed -n 2p "$1")" = "{PASSWORD}" ]
"""


@contextmanager
def serving(place: Place, *, tcp: bool) -> Iterator[RealWay]:
    """A server that lets in who has the password, and the profile for it."""
    port, proto = place.free_port(udp=not tcp), "tcp" if tcp else "udp"
    ca = trustme.CA(key_type=trustme.KeyType.ECDSA)
    papers, authority, check = (place.folder / name for name in ("papers.pem", "ca.pem", "check"))
    names = ("entry.way.example", "inner.way.example")
    issued = ca.issue_cert(*names, common_name=names[0], key_type=trustme.KeyType.ECDSA)
    papers.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    authority.write_bytes(ca.cert_pem.bytes())
    check.write_text(CHECK)
    check.chmod(0o700)
    wrap = subprocess.run(
        command("openvpn", "--genkey", "tls-crypt"), check=True, capture_output=True, text=True
    ).stdout
    (place.folder / "wrap.key").write_text(wrap)
    config = place.folder / "server.conf"
    config.write_text(
        f"dev tun{proto}\ndev-type tun\nproto {proto}{'-server' if tcp else ''}\nlocal {place.address}\nport {port}\n"
        f"server 10.{10 if tcp else 9}.0.0 255.255.255.0\ntopology subnet\n"
        f'push "redirect-gateway def1"\npush "dhcp-option DNS {RESOLVER}"\n'
        f"ca {authority}\ncert {papers}\nkey {papers}\ndh none\ntls-crypt {place.folder / 'wrap.key'}\n"
        f"verify-client-cert none\nusername-as-common-name\nscript-security 2\n"
        f"auth-user-pass-verify {check} via-file\nduplicate-cn\nkeepalive 10 60\nverb 3\n"
    )
    log = place.folder / "openvpn.log"
    line = command("openvpn", "--config", str(config))
    with programs.running(line, place, lambda: COMPLETE in log.read_text(errors="replace")) as process:

        def given(host: str, wrong: bool) -> Fields:
            profile = (
                f"client\ndev tun\nproto {proto}\nremote {host} {port}\nnobind\nremote-cert-tls server\n"
                f"auth-user-pass\n<ca>\n{authority.read_text()}</ca>\n<tls-crypt>\n{wrap}</tls-crypt>\n"
            )
            password = Secret("wrong-word" if wrong else PASSWORD)
            return {"profile": Secret(profile), "user": USER, "password": password}

        yield RealWay(kind="openvpn", port=port, given=given, udp=not tcp, pid=process.pid)


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        name="openvpn over UDP by openvpn", start=lambda place: serving(place, tcp=False), needs=("openvpn",)
    ),
    Recipe(
        name="openvpn over TCP by openvpn", start=lambda place: serving(place, tcp=True), needs=("openvpn",)
    ),
)
