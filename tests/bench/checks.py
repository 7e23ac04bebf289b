"""Checks a second and CPU of the engine beside curl, on one machine: python -m tests.bench.checks

Both fetch the same names from one nginx on loopback: TLS 1.3, every name with an address and a certificate of its
own from a local authority, verified, a fresh connection each, 128 at a time. Runs are interleaved, so that whatever
else the machine does falls on all; medians count. Two more rows help to judge: curl with one address for all names
("curl shared", less work than a check has), and handshakes of the TLS library alone ("s_time", its floor).
"""

import argparse
import asyncio
import gc
import json
import os
import platform
import re
import resource
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.site import Site, serving
from waythrough.net.deadline import Patience
from waythrough.net.http import Request, exchange
from waythrough.net.tcp import TcpDialer
from waythrough.net.tls import open_tls
from waythrough.net.trust import Trust

IN_FLIGHT = 128
RATE_BAR, CPU_BAR, MEMORY_BAR = 1.3, 0.75, 40.0


@dataclass(frozen=True)
class Sample:
    """One run of one client: wall and CPU seconds (user and system) of the checks.

    Of the engine alone: `startup`, CPU seconds before the first check, and `extra_mb`, peak memory above rest.
    """

    checks: int
    failed: int
    seconds: float
    cpu: float
    startup: float = 0.0
    extra_mb: float = 0.0

    @property
    def rate(self) -> float:
        """Checks a second."""
        return self.checks / self.seconds

    @property
    def cpu_per_1000(self) -> float:
        """CPU seconds for 1,000 checks."""
        return 1000 * self.cpu / self.checks


async def check(dialer: TcpDialer, name: str, port: int, trust: Trust, patience: Patience) -> bool:
    """What the engine does for one target, without a scheduler: connect, verified TLS, one page."""
    stream = await dialer.dial("127.0.0.1", port, patience)
    tls = await open_tls(stream, name, trust.public, patience, alpn=("http/1.1",))
    if tls.stream is None:
        return False
    request = Request(url=f"https://{name}:{port}/")
    outcome = await exchange(tls.stream, request, patience, version="http/1.1", validated=True)
    return outcome.detail.status == 200 and outcome.detail.complete


async def check_all(names: Sequence[str], port: int, trust: Trust) -> int:
    """Check every name, IN_FLIGHT at a time; how many failed."""
    waiting, failed = iter(names), 0
    dialer, patience = TcpDialer(), Patience(hard=60.0, total=300.0)

    async def worker() -> None:
        nonlocal failed
        for name in waiting:
            passed = await check(dialer, name, port, trust, patience)
            failed += not passed

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(worker())
    return failed


def child(port: int, count: int, authority: str) -> None:
    """The measured process of the engine: prints its own sample as JSON."""
    trust = Trust(roots=authority)
    gc.collect()
    gc.freeze()  # as the window does once it has started
    startup, idle = _cpu(resource.RUSAGE_SELF), _memory_mb("VmRSS")
    started = time.perf_counter()
    failed = asyncio.run(check_all([f"site{number}.bench.test" for number in range(count)], port, trust))
    seconds, cpu = time.perf_counter() - started, _cpu(resource.RUSAGE_SELF) - startup
    extra = _memory_mb("VmHWM") - idle
    sample = Sample(checks=count, failed=failed, seconds=seconds, cpu=cpu, startup=startup, extra_mb=extra)
    print(json.dumps(asdict(sample)))


def run_engine(site: Site) -> Sample:
    """One run of the engine in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.checks", "--child"]
    command += [str(site.port), str(len(site.names)), site.ca]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Sample(**json.loads(done.stdout))


def run_curl(site: Site) -> Sample:
    """One run of curl over the same names, each with its address."""
    return _curl(site, site.curl_config)


def run_curl_shared(site: Site) -> Sample:
    """One run of curl with one address for all names."""
    return _curl(site, site.curl_shared_config)


def run_s_time(site: Site) -> Sample:
    """Handshakes and requests of the OpenSSL program, one after the other, for two seconds of CPU."""
    command = ["openssl", "s_time", "-new", "-www", "/", "-time", "2"]
    command += ["-connect", f"127.0.0.1:{site.port}", "-CAfile", site.ca]
    output, usage, seconds = _measured(command)
    found = re.search(rb"(\d+) connections in", output)
    return _sample(int(found[1]) if found else 1, 0, usage, seconds)


def _curl(site: Site, config: Path) -> Sample:
    command = ["curl", "--config", str(config), "--parallel-max", str(IN_FLIGHT)]
    output, usage, seconds = _measured(command)
    passed = output.split().count(b"200")
    return _sample(len(site.names), len(site.names) - passed, usage, seconds)


def _measured(command: list[str]) -> tuple[bytes, resource.struct_rusage, float]:
    """Run a program; its output, what it used, and how long it took."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return output, usage, time.perf_counter() - started


def _sample(checks: int, failed: int, usage: resource.struct_rusage, seconds: float) -> Sample:
    return Sample(checks=checks, failed=failed, seconds=seconds, cpu=usage.ru_utime + usage.ru_stime)


CLIENTS: dict[str, Callable[[Site], Sample]] = {
    "engine": run_engine,
    "curl": run_curl,
    "curl shared": run_curl_shared,
    "s_time": run_s_time,
}


def measure(pairs: int, names: int) -> dict[str, Any]:
    """Run the pairs; everything that the table shows, ready for JSON."""
    cores = sorted(os.sched_getaffinity(0))
    samples: dict[str, list[Sample]] = {name: [] for name in CLIENTS}
    with tempfile.TemporaryDirectory() as folder:
        # Server and clients on cores of their own, as far as there are two.
        os.sched_setaffinity(0, {cores[0]})
        with serving(Path(folder), names) as site:
            os.sched_setaffinity(0, {cores[-1]})
            for number in range(pairs):
                for name in list(CLIENTS)[:: 1 if number % 2 else -1]:
                    samples[name].append(CLIENTS[name](site))
    os.sched_setaffinity(0, set(cores))
    return {
        "machine": machine(),
        "names": names,
        "in_flight": IN_FLIGHT,
        "pairs": pairs,
        "clients": {name: summary(samples[name]) for name in CLIENTS},
        "rate_ratio": {name: ratio(samples, name, "rate") for name in CLIENTS},
        "cpu_ratio": {name: ratio(samples, name, "cpu_per_1000") for name in CLIENTS},
        "bars": {"rate": RATE_BAR, "cpu": CPU_BAR, "memory_mb": MEMORY_BAR},
    }


def ratio(samples: dict[str, list[Sample]], other: str, figure: str) -> float:
    """The median over the pairs of the engine's figure divided by another client's."""
    pairs = zip(samples["engine"], samples[other], strict=True)
    ratios: list[float] = [getattr(ours, figure) / getattr(theirs, figure) for ours, theirs in pairs]
    return statistics.median(ratios)


def summary(samples: list[Sample]) -> dict[str, float]:
    """The medians of one client's runs."""
    return {
        "checks_per_second": statistics.median(sample.rate for sample in samples),
        "cpu_per_1000": statistics.median(sample.cpu_per_1000 for sample in samples),
        "startup_cpu": statistics.median(sample.startup for sample in samples),
        "extra_mb": statistics.median(sample.extra_mb for sample in samples),
        "failed": sum(sample.failed for sample in samples),
    }


def machine() -> dict[str, str]:
    """What was measured on what."""
    curl = subprocess.run(["curl", "--version"], check=True, capture_output=True, text=True)
    nginx = subprocess.run(["nginx", "-v"], check=True, capture_output=True, text=True)
    return {
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        "curl": " ".join(curl.stdout.splitlines()[0].split()[:4]),
        "nginx": nginx.stderr.strip().removeprefix("nginx version: "),
    }


def show(result: dict[str, Any]) -> None:
    """The result as a table."""
    for name, value in result["machine"].items():
        print(f"{name:>8}  {value}")
    print(f"{result['names']} names, {result['in_flight']} in flight, median of {result['pairs']} pairs\n")
    print(f"{'':12}{'checks/s':>10}{'CPU-s/1000':>12}{'failed':>8}{'rate x':>8}{'CPU x':>8}")
    for name, row in result["clients"].items():
        print(
            f"{name:12}{row['checks_per_second']:10.0f}{row['cpu_per_1000']:12.3f}{row['failed']:8.0f}"
            f"{result['rate_ratio'][name]:8.2f}{result['cpu_ratio'][name]:8.2f}"
        )
    engine = result["clients"]["engine"]
    print("\nrate x, CPU x: the engine's divided by this row's\n")
    print(f"rate   {result['rate_ratio']['curl']:.2f} x curl (at least {RATE_BAR})")
    print(f"CPU    {result['cpu_ratio']['curl']:.2f} x curl (at most {CPU_BAR})")
    print(f"memory {engine['extra_mb']:.1f} MB above the idle engine (at most {MEMORY_BAR:.0f})")
    print(f"start  {engine['startup_cpu']:.2f} CPU-s, not counted above")


def main() -> None:
    """Command line of the bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.checks", description=__doc__)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the result there, too")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--names", type=int, default=2000)
    parser.add_argument("--child", nargs=3, metavar=("PORT", "COUNT", "CA"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(int(options.child[0]), int(options.child[1]), options.child[2])
        return
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {1})  # nginx keeps to core 0, so that no client waits for it
    result = measure(options.pairs, options.names)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _memory_mb(field: str) -> float:
    """A figure of /proc/self/status; ru_maxrss would count what the process was before it became Python."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
