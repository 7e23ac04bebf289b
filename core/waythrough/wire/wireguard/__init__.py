"""WireGuard and the IP, TCP and ICMP inside it, without input or output; `cryptography` is needed by some modules."""
