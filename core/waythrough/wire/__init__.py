"""Sans-IO protocol codecs: bytes in, events out; standard library and no I/O."""
