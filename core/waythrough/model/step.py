"""The steps that a flow walks, and why it walked them."""

from enum import StrEnum


class Step(StrEnum):
    """One step of a flow. `PATH` steps belong to a way's own life and carry a Stage."""

    RESOLVE = "resolve"
    PATH = "path"
    CONNECT = "connect"
    TLS = "tls"
    HTTP = "http"  # request written until the response head is complete
    BODY = "body"
    EXCHANGE = "exchange"  # bytes sent and answered in a flow that is not HTTP


class Purpose(StrEnum):
    """Why a step was walked; only TARGET steps say whether the target works."""

    TARGET = "target"
    FAMILY = "family"  # the target's name over the address family that its tries did not go over
    ADDRESS = "address"  # the target's name at an address given by another resolver
    OTHER_PORT = "other_port"  # another port of the target's address: is it the address or the port?
    NOBODY = "nobody"  # an address at which nobody lives: does something else take connections for it?
    NEUTRAL_NAME = "neutral_name"  # an uncensored name at the target's address
    TARGET_NAME = "target_name"  # the target's name at a neutral address
    OTHER_HOST = "other_host"  # an uncensored Host header at the target's address
    TARGET_HOST = "target_host"  # the target's Host header at a neutral address
    COMPARE = "compare"  # the same question to another resolver
    NEUTRAL = "neutral"  # a neutral host with its own name
    DOMESTIC = "domestic"
    CANARY = "canary"
    CLOCK = "clock"
    PATH_HEALTH = "path_health"
    WAY_AGAIN = "way_again"  # a way once more, with nothing else going on over it
    WAY_TOGETHER = "way_together"  # a way with several connections at once
    WAY_SMALL = "way_small"  # a way with small packets only
    WAY_ADDRESS = "way_address"  # a way at an address of its server that another resolver gave
    WAY_CONTROL = "way_control"  # a way's own server, reached over another way
    WAY_NEUTRAL_NAME = "way_neutral_name"  # an uncensored name at the address of a way's own server
    WAY_NAME = "way_name"  # the name of a way's own server at a neutral address
    SECOND_OPINION = "second_opinion"
