"""A flood of events into 200 x 50 cells under three loads of the engine's thread, felt by a heartbeat."""

import asyncio
import datetime
import json
import ssl
import tempfile
import time
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.bench.gui_heart import Heartbeat
from tests.desktop.invented import InventedEngine, cell, fate
from waythrough.catalog.catalog import Catalog
from waythrough.model.event import CellFinished, CellStarted, Event, Progress, RunStarted
from waythrough.model.network import NetworkProfile
from waythrough.model.path import PathSpec
from waythrough.model.platform import Platform
from waythrough.model.run import PathInfo, PlatformInfo, RunPlan
from waythrough.store.dirs import portable_dirs
from waythrough_desktop.bridge.engine_thread import Bridge
from waythrough_desktop.presenters.memory import Memory
from waythrough_desktop.presenters.session import Network, Session
from waythrough_desktop.shell import Shell
from waythrough_desktop.wiring import Wiring

ROWS, COLUMNS = 200, 50
RATE = 2_000  # events a second
BURST_EVERY, BURST_SECONDS = 0.5, 0.15
HANDSHAKES = 600  # a second: more than one core can do
WAYS = ("direct", "w1", "w2", "w3", "w4")


class Load(StrEnum):
    """What the engine's thread does besides."""

    STEADY = "steady"  # nothing
    BURST = "burst"  # 150 ms of Python every half second
    OVERLOAD = "overload"  # more TLS handshakes than a core can do


class Flood(InventedEngine):
    """Sends events at a steady rate: cells begin and end in an order that touches the whole matrix."""

    seconds = 10.0
    load = Load.STEADY

    async def events(self, plan: RunPlan) -> AsyncIterator[Event]:
        rows = tuple(PlatformInfo(id=each.id, names=each.names) for each in plan.platforms)
        columns = columns_of_flood()
        yield RunStarted(run_id="flood", platforms=rows, paths=columns, practice=False)
        shake = Handshakes() if self.load is Load.OVERLOAD else None
        begin = time.perf_counter()
        sent = shaken = bursts = 0
        while (elapsed := time.perf_counter() - begin) < self.seconds:
            for _unused in range(min(round(elapsed * RATE) - sent, 50)):
                yield _event(sent, rows, columns)
                sent += 1
            if self.load is Load.BURST and elapsed > bursts * BURST_EVERY:
                bursts += 1
                _work(BURST_SECONDS)
            if shake is not None and shaken < elapsed * HANDSHAKES:
                shake.once()
                shaken += 1
            await asyncio.sleep(0 if shake is not None else 0.002)


class Handshakes:
    """TLS handshakes with itself, both sides in memory: what an engine with many quick servers computes."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench.example")])
        begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(begin)
            .not_valid_after(begin.replace(year=2120))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("bench.example")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        certificate = made.public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(certificate + private)
            file.flush()
            self._server.load_cert_chain(file.name)
        self._client = ssl.create_default_context(cadata=certificate.decode())

    def once(self) -> None:
        """One handshake to its end."""
        there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
        sides = [
            self._client.wrap_bio(back, there, server_hostname="bench.example"),
            self._server.wrap_bio(there, back, server_side=True),
        ]
        while sides:
            for side in tuple(sides):
                try:
                    side.do_handshake()
                except ssl.SSLWantReadError:
                    continue
                sides.remove(side)


def _work(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        json.loads(json.dumps({"cells": list(range(200))}))


def _event(number: int, rows: tuple[PlatformInfo, ...], columns: tuple[PathInfo, ...]) -> Event:
    place = (number // 3) * 7919 % (ROWS * COLUMNS)
    row, column = divmod(place, COLUMNS)
    if number % 3 == 0:
        return CellStarted(platform_id=rows[row].id, path_id=columns[column].id)
    if number % 3 == 1:
        label, works, sure, seconds = fate(row + number, WAYS[column % len(WAYS)])
        made = cell(rows[row].id, columns[column].id, label, works=works, confidence=sure, seconds=seconds)
        return CellFinished(cell=made)
    return Progress(
        done=min(number // 3, ROWS * COLUMNS),
        total=ROWS * COLUMNS,
        bytes_used=number * 500,
        seconds_left=10.0,
        elapsed=number / RATE,
    )


def columns_of_flood() -> tuple[PathInfo, ...]:
    """The line and 49 ways."""
    names = ("direct", *(f"way-{number}" for number in range(1, COLUMNS)))
    return tuple(PathInfo(id=name, kind="socks5", name=name, kind_name="SOCKS5") for name in names)


def window_of_flood(home: Path) -> Wiring:
    """A window of 200 x 50 cells whose engine is the flood."""
    rows = tuple(
        Platform(id=f"s{number}", names={"en": f"Service {number}"}, targets=()) for number in range(ROWS)
    )
    specs = tuple(PathSpec(id=info.id, kind="socks5", name=info.name) for info in columns_of_flood()[1:])
    network = Network(profile=NetworkProfile(practice=True), platforms=rows, paths=specs)
    session = Session(network, lambda _paths: columns_of_flood())
    wiring = Wiring(Shell(), session, Catalog.bundled(), Bridge(Flood), Memory(portable_dirs(home)))
    wiring.window.resize(1366, 768)
    return wiring


def streaming(app: QApplication, seconds: float, home: Path) -> dict[str, object]:
    """The heartbeat idle and under the flood with each load, in one window."""
    wiring = window_of_flood(home)
    wiring.window.show()
    heart = Heartbeat()
    found: dict[str, object] = {}
    changed: list[int] = []
    wiring.bridge.batch.connect(lambda batch: changed.append(len(batch.cells)))
    loads = list(Load)

    def begin() -> None:
        if not found:
            found["idle"] = heart.stop()
        Flood.seconds, Flood.load = seconds, loads.pop(0)
        changed.clear()
        wiring.start()
        heart.start()

    def finish() -> None:
        found[Flood.load.value] = heart.stop() | {"cells": sum(changed), "batches": len(changed)}
        if loads:
            QTimer.singleShot(500, begin)
        else:
            app.quit()

    wiring.run_over.connect(finish)
    QTimer.singleShot(1000, heart.start)
    QTimer.singleShot(round(1000 + min(seconds, 5) * 1000), begin)
    app.exec()
    wiring.close()
    return found
