"""ECHConfigLists for tests, written as RFC 9849 section 4 says."""

BASE_POINT = b"\x09" + bytes(31)  # a public key of X25519 (RFC 7748 section 4.1)


def sized(width: int, content: bytes) -> bytes:
    return len(content).to_bytes(width) + content


def config(
    public_name: bytes = b"cover.test",
    *,
    version: int = 0xFE0D,
    config_id: int = 7,
    kem: int = 0x0020,
    key: bytes = BASE_POINT,
    suites: bytes = bytes((0, 1, 0, 3)),
    extensions: bytes = b"",
) -> bytes:
    """One ECHConfig."""
    contents = (
        bytes([config_id])
        + kem.to_bytes(2)
        + sized(2, key)
        + sized(2, suites)
        + b"\x40"
        + sized(1, public_name)
        + sized(2, extensions)
    )
    return version.to_bytes(2) + sized(2, contents)


def config_list(*configs: bytes) -> bytes:
    """An ECHConfigList."""
    return sized(2, b"".join(configs or (config(),)))
