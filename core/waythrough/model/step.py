"""The steps that a flow walks, and why it walked them."""

from enum import StrEnum


class Step(StrEnum):
    """One step of a flow. `PATH` steps belong to a way's own life and carry a Stage."""

    RESOLVE = "resolve"
    PATH = "path"
    CONNECT = "connect"
    TLS = "tls"
    QUIC = "quic"  # the handshake of transport and safe line in one (RFC 9001)
    HTTP = "http"  # request written until the response head is complete
    BODY = "body"
    EXCHANGE = "exchange"  # bytes sent and answered in a flow that is not HTTP
    TRANSFER = "transfer"  # many bytes over one connection, for speed and volume


class Purpose(StrEnum):
    """Why a step was walked; only TARGET steps say whether the target works."""

    TARGET = "target"
    FAMILY = "family"  # the target's name over the address family that its tries did not go over
    ADDRESS = "address"  # the target's name at an address given by another resolver
    OTHER_PORT = "other_port"  # another port of the target's address: is it the address or the port?
    NOBODY = "nobody"  # an address at which nobody lives: does something else take connections for it?
    NEUTRAL_NAME = "neutral_name"  # an uncensored name at the target's address
    TARGET_NAME = "target_name"  # the target's name at a neutral address
    BASELINE_BEFORE = (
        "baseline_before"  # an uncensored name at that neutral address, before the target's name
    )
    BASELINE_AFTER = "baseline_after"  # the same afterwards: a penalty that lingers shows here
    SPLIT_HELLO = "split_hello"  # the target's name in a hello of two records and segments
    SPLIT_NEUTRAL = "split_neutral"  # an uncensored name in such a hello at the target's address
    BROWSER_HELLO = "browser_hello"  # the target's page after the hello of a browser
    BROWSER_NEUTRAL = "browser_neutral"  # the hello of a browser to a neutral host under its own name
    PARALLEL_NEUTRAL = "parallel_neutral"  # several hellos to a neutral host at the same moment
    PARALLEL = "parallel"  # as many to the target afterwards
    OTHER_HOST = "other_host"  # an uncensored Host header at the target's address
    TARGET_HOST = "target_host"  # the target's Host header at a neutral address
    OTHER_PATH = "other_path"  # the target's Host with a bare path at a neutral address
    NEUTRAL_PATH = "neutral_path"  # the target's path with an uncensored Host at a neutral address
    COMPARE = "compare"  # the same question to another resolver
    NEUTRAL = "neutral"  # a neutral host with its own name
    DOMESTIC = "domestic"
    CANARY = "canary"
    CLOCK = "clock"
    PATH_HEALTH = "path_health"
    WAY_AGAIN = "way_again"  # a way once more, with nothing else going on over it
    WAY_TOGETHER = "way_together"  # a way with several connections at once
    WAY_SMALL = "way_small"  # a way with small packets only
    WAY_LONG = "way_long"  # a long page through a way, or directly to compare with
    WAY_FAMILY = "way_family"  # a neutral host's address of one family through a way, or directly
    WAY_ADDRESS = "way_address"  # a way at an address of its server that another resolver gave
    WAY_PREFIX = "way_prefix"  # a way that has no greeting, with first bytes that look like something known
    WAY_CONTROL = "way_control"  # a way's own server, reached over another way
    WAY_NEUTRAL_NAME = "way_neutral_name"  # an uncensored name at the address of a way's own server
    WAY_NAME = "way_name"  # the name of a way's own server at a neutral address
    WAY_PORT = (
        "way_port"  # a neutral host on a port that is none of the web's, when a way on such a port is shut
    )
    WAY_UDP = "way_udp"  # neutral hosts over UDP, when a way over UDP is silent
    SECOND_OPINION = "second_opinion"
    HTTPS_RECORD = "https_record"  # the HTTPS record (type 65) of the target's name
    QUIC = "quic"  # the target's name at its own address over QUIC
    QUIC_NEUTRAL = "quic_neutral"  # a neutral host with its own name over QUIC
    QUIC_NEUTRAL_NAME = "quic_neutral_name"  # an uncensored name at the target's address
    QUIC_TARGET_NAME = "quic_target_name"  # the target's name at a neutral address
    QUIC_LARGE = "quic_large"  # the same, with a hello too long for one datagram
    QUIC_LOW_PORT = "quic_low_port"  # the same, from a port below the server's
    QUIC_DUMMY = "quic_dummy"  # the same, with a meaningless datagram ahead
    QUIC_VERSION = "quic_version"  # a version that does not exist, at the target's address
    QUIC_VERSION_NEUTRAL = "quic_version_neutral"  # the same at a neutral address
    QUIC_ECH = "quic_ech"  # the target over QUIC with its name hidden (ECH)
    ECH_NONE = "ech_none"  # a hello without ECH
    ECH_PUBLIC = "ech_public"  # the same for the public name of the ECH record
    ECH_GREASE = "ech_grease"  # a hello with a meaningless ECH extension
    ECH_REAL = "ech_real"  # a hello as the ECH record asks for
    ESNI_NONE = "esni_none"  # a hello to a neutral host, as it always is
    ESNI = "esni"  # the same with the extension of the forerunner of ECH
    RAW = "raw"  # the line's own server asked without the system in between, which hides codes
    NAME_CONTROL = "name_control"  # an uncensored name at the line's resolver between the target's tries
    DEAF = "deaf"  # a question to an address at which no resolver listens
    WHOAMI = "whoami"  # which resolver really answers
    UNCHECKED = "unchecked"  # the target's name with the resolver's own checks switched off (CD=1)
    PREFIX = "prefix"  # the name by which DNS64 betrays its prefix (RFC 7050)
    LANDING = "landing"  # the plain page at an address that nobody vouches for
    PACE = "pace"  # a large object of the target: how fast, and does it come whole
    PACE_CONTROL = "pace_control"  # the same of a neutral host, in turns with it
    PACE_NAME = "pace_name"  # the neutral host's object under the target's name
    PACE_FORM = "pace_form"  # the same under an invented name that merely contains the target's
    PACE_OTHER_NAME = "pace_other_name"  # the target's object under an uncensored name
    SMALL = "small"  # one short answer from the target's address
    SMALL_STEPS = "small_steps"  # many short answers over one connection: packets without bytes
    UPLOAD = "upload"  # many bytes to the target
    UPLOAD_CONTROL = "upload_control"  # the same to a neutral host
