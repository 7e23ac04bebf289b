"""nginx and dnsmasq in the place of the lab's own servers, as a check that those behave like real ones."""

import contextlib
import ctypes
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from . import netns, raw
from .spec import Internet, Papers, Resolver, Site, Where

NEEDED = ("nginx", "dnsmasq")
START_S = 5.0
LOOK_S = 0.02
PR_SET_PDEATHSIG = 1


def why_not() -> str:
    """Why they cannot be used here; "" when they can."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else ""


@contextlib.contextmanager
def real_servers(
    internet: Internet, papers: Papers, directory: Path, namespaces: Mapping[Where, int]
) -> Iterator[None]:
    """Run one nginx for all sites marked `real` and a dnsmasq for each resolver that is. Raises TimeoutError."""
    sites = [site for site in internet.sites if site.real]
    resolvers = [resolver for resolver in internet.resolvers if resolver.real]
    with contextlib.ExitStack() as stack:
        for where in Where if sites else ():
            here = [site for site in sites if site.where is where]
            if here:
                command = _nginx(where, here, papers, directory)
                stack.enter_context(_running(command, namespaces[where], here[0].address, 80))
        for resolver in resolvers:
            command = _dnsmasq(resolver, internet)
            stack.enter_context(_running(command, namespaces[resolver.where], resolver.address, 53))
        yield


@contextlib.contextmanager
def _running(command: list[str], namespace: int, address: str, port: int) -> Iterator[None]:
    with netns.inside(namespace):
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_end_with_parent
        )
        try:
            end = time.monotonic() + START_S
            while raw.connect(address, port) is not raw.Saw.OPEN:
                if time.monotonic() > end or process.poll() is not None:
                    raise TimeoutError(f"{command[0]} does not serve")
                time.sleep(LOOK_S)
            yield
        finally:
            process.terminate()
            process.wait()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _nginx(where: Where, sites: list[Site], papers: Papers, directory: Path) -> list[str]:
    folder = directory / f"nginx-{where}"
    folder.mkdir()
    servers = "\n".join(_server(site, papers, folder) for site in sites)
    paths = "\n".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log /dev/null;\n"
        f"events {{ worker_connections 256; }}\nhttp {{ access_log off; {paths}\n{servers} }}\n",
        encoding="ascii",
    )
    return ["nginx", "-p", str(folder), "-c", str(configuration), "-e", "/dev/null"]


def _server(site: Site, papers: Papers, folder: Path) -> str:
    """A site with one page; a status other than 200 without a body of its own, and 451 for refused networks."""
    root = folder / site.names[0]
    root.mkdir()
    (root / "index.html").write_text(site.page.text or f"<title>{site.names[0]}</title>" * 40, "utf-8")
    names, chain = " ".join(site.names), papers.chains[site.address]
    refusals = "".join(
        f"if ($remote_addr ~ ^{network.rpartition('/')[0].rpartition('.')[0]}) {{ return 451; }} "
        for network in site.refused
    )
    return (
        f"server {{ listen {site.address}:80; server_name {names}; return 301 https://$host$request_uri; }}\n"
        f"server {{ listen {site.address}:443 ssl http2; server_name {names}; root {root}; {refusals}"
        f"ssl_certificate {chain}; ssl_certificate_key {chain}; }}\n"
    )


def _dnsmasq(resolver: Resolver, internet: Internet) -> list[str]:
    """The true records, with the resolver's `lies` in their place."""
    records = {**internet.zone, **resolver.lies}
    told = [f"--host-record={name},{','.join(addresses)}" for name, addresses in records.items()]
    options = ["--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-daemon"]
    options += ["--bind-interfaces", f"--listen-address={resolver.address}", "--pid-file=", "--user=root"]
    return ["dnsmasq", *options, "--local=//", "--cache-size=0", *told]
