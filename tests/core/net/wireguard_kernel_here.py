"""What this computer's kernel and its packages know of WireGuard."""

import os
import secrets
import subprocess
import sys
from functools import cache
from importlib.util import find_spec

from waythrough.net.programs import find_program


@cache
def kernel_can() -> bool:
    """Whether interfaces of the kernel can be made; one is made and removed again to find out."""
    ip = find_program("ip")
    if sys.platform != "linux" or os.geteuid() != 0 or ip is None:
        return False
    device = f"wgt{secrets.token_hex(4)}"
    words = [str(ip), "link", "add", "dev", device, "type", "wireguard"]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return False
    subprocess.run([str(ip), "link", "delete", "dev", device], capture_output=True, check=True)
    return True


def has_package() -> bool:
    """Whether python-wireguard is installed; asked without importing it."""
    return find_spec("python_wireguard") is not None
