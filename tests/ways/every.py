"""Every real server that ways are tested against, by name."""

from tests.ways import (
    openvpn_ways,
    program_ways,
    proxies,
    shadowsocks_servers,
    sing_box_servers,
    ssh_servers,
    wireguard_ways,
)
from tests.ways.real import Recipe

RECIPES: tuple[Recipe, ...] = (
    proxies.way("microsocks", "socks5"),
    proxies.way("microsocks with log-in", "socks5"),
    proxies.way("dante", "socks5"),
    proxies.SOCKS4A,
    proxies.way("tinyproxy", "http"),
    proxies.way("tinyproxy with log-in", "http"),
    proxies.way("squid", "http"),
    proxies.secured("tinyproxy with log-in"),
    ssh_servers.RECIPE,
    shadowsocks_servers.way("aes-256-gcm", "ss-server"),
    shadowsocks_servers.way("2022-blake3-aes-128-gcm", "sing-box"),
    wireguard_ways.recipe("wireguard", "cryptography"),
    wireguard_ways.recipe("wireguard_system"),
    *openvpn_ways.RECIPES,
    *sing_box_servers.RECIPES,
    program_ways.RECIPE,
)
EVERYDAY = (
    "socks5 by microsocks with log-in",
    "https by stunnel and tinyproxy with log-in",
    "ssh by sshd",
    "shadowsocks aes-256-gcm by ss-server",
    "wireguard by wireguard-go",
    "openvpn over UDP by openvpn",
    "trojan by trojan",
    "hysteria2 by sing-box",
    "program ss-local by ss-server",
)
"""One of each family, for the everyday tests; `dev.py ways` takes all."""

CHAINS = (
    ("shadowsocks aes-256-gcm by ss-server", "wireguard by wireguard-go"),
    ("ssh by sshd", "trojan by trojan"),
    ("socks5 by microsocks", "http by tinyproxy with log-in"),
    ("http by squid", "socks5 by dante"),
    ("socks5 by microsocks", "shadowsocks aes-256-gcm by ss-server"),
    ("wireguard by wireguard-go", "socks5 by microsocks"),
    ("socks5 by dante", "openvpn over TCP by openvpn"),
    ("hysteria2 by sing-box", "ssh by sshd"),
    ("ssh by sshd", "vless by sing-box"),
    ("socks5 by microsocks", "trojan by sing-box"),
    ("vless by sing-box", "hysteria2 by sing-box"),
    ("anytls by sing-box", "http by squid"),
)
"""Ways behind ways, the nearest first; the first three are for every day."""

BY_NAME = {each.name: each for each in RECIPES}
