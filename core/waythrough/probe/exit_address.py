"""From which address a line leaves, as a page says that tells every visitor his own."""

import re
from dataclasses import replace
from ipaddress import ip_address
from typing import Final

from waythrough.probe.trace import Trace
from waythrough.probe.walk import Walk
from waythrough.probe.web import fetch

_LINE: Final = re.compile(rb"^(?:ip=)?([0-9A-Fa-f:.]{3,45})\s*$", re.MULTILINE)


async def exit_address(walk: Walk, url: str) -> str:
    """The address, "" when the page did not come over a safe line or tells none.

    Nothing of what was seen is kept, since the page holds the user's own address: only its bytes are counted.
    """
    unkept = Trace(walk.trace.clock, "", "")
    page = await fetch(replace(walk, trace=unkept), url)
    for each in unkept.observations:
        walk.trace.count(each)
    if page is None or page.status != 200 or not page.validated:
        return ""
    for found in _LINE.findall(page.body):
        try:
            return str(ip_address(found.decode("ascii")))
        except ValueError:
            continue
    return ""
