"""All scenarios in one list: ten actions of a censor, eight honest troubles, and what was added since."""

from .censor import CENSOR
from .honest import EXTRA, HONEST
from .rows_benign_speed import SCENARIOS as BENIGN_SPEED
from .rows_benign_web import SCENARIOS as BENIGN_WEB
from .rows_beyond import SCENARIOS as BEYOND
from .rows_beyond_honest import SCENARIOS as BEYOND_HONEST
from .rows_dns import SCENARIOS as DNS
from .rows_dns_benign import SCENARIOS as DNS_BENIGN
from .rows_dns_box import SCENARIOS as DNS_BOX
from .rows_ech import SCENARIOS as ECH
from .rows_hello import SCENARIOS as HELLO
from .rows_http import SCENARIOS as HTTP
from .rows_intercepted import SCENARIOS as INTERCEPTED
from .rows_ip import SCENARIOS as IP
from .rows_messenger import SCENARIOS as MESSENGER
from .rows_more_beside import SCENARIOS as MORE_BESIDE
from .rows_more_honest import SCENARIOS as MORE_HONEST
from .rows_more_profiles import SCENARIOS as MORE_PROFILES
from .rows_more_web import SCENARIOS as MORE_WEB
from .rows_network import SCENARIOS as NETWORK
from .rows_path import SCENARIOS as PATH
from .rows_path_exit import SCENARIOS as PATH_EXIT
from .rows_ports import SCENARIOS as PORTS
from .rows_quic import SCENARIOS as QUIC
from .rows_real import SCENARIOS as REAL
from .rows_tcp import SCENARIOS as TCP
from .rows_throughput import SCENARIOS as THROUGHPUT
from .rows_tls import SCENARIOS as TLS
from .rows_tricks import SCENARIOS as TRICKS
from .rows_tunnels import SCENARIOS as TUNNELS
from .rows_wireguard import SCENARIOS as WIREGUARD

SCENARIOS = (
    *CENSOR,
    *HONEST,
    *EXTRA,
    *BEYOND,
    *BEYOND_HONEST,
    *PATH,
    *PATH_EXIT,
    *PORTS,
    *REAL,
    *TCP,
    *TLS,
    *HTTP,
    *IP,
    *NETWORK,
    *MESSENGER,
    *DNS,
    *DNS_BENIGN,
    *DNS_BOX,
    *INTERCEPTED,
    *BENIGN_WEB,
    *THROUGHPUT,
    *BENIGN_SPEED,
    *QUIC,
    *ECH,
    *HELLO,
    *MORE_WEB,
    *MORE_HONEST,
    *MORE_PROFILES,
    *MORE_BESIDE,
    *TRICKS,
    *TUNNELS,
    *WIREGUARD,
)
