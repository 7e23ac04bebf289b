"""Every real server that ways are tested against, by name."""

from tests.ways import program_ways, proxies, shadowsocks_servers, sing_box_ways
from tests.ways.real import Recipe

RECIPES: tuple[Recipe, ...] = (
    proxies.way("microsocks", "socks5"),
    proxies.way("microsocks with log-in", "socks5"),
    proxies.way("dante", "socks5"),
    proxies.way("tinyproxy", "http"),
    proxies.way("tinyproxy with log-in", "http"),
    proxies.way("squid", "http"),
    proxies.secured("tinyproxy with log-in"),
    sing_box_ways.SOCKS4A,
    shadowsocks_servers.way("aes-256-gcm", "ss-server"),
    shadowsocks_servers.way("2022-blake3-aes-128-gcm", "sing-box"),
    program_ways.RECIPE,
    *sing_box_ways.RECIPES,
)
BY_NAME = {each.name: each for each in RECIPES}
