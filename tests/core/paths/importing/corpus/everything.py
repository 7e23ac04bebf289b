"""All formats of the corpus by name, and the judgement of one sample."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.core.paths.importing.corpus import lists, proxies, shadow, tls_based, tunnels, v2ray
from tests.core.paths.importing.corpus.sample import Bad, Good, Sample
from waythrough.model.secret import Secret
from waythrough.paths.importing.base import Imported, Rejected
from waythrough.paths.importing.recognise import recognise

FORMATS: dict[str, Callable[[], list[Sample]]] = {
    "ss links": shadow.links,
    "SIP008, Outline JSON": shadow.documents,
    "Outline YAML": shadow.outline,
    "vless": v2ray.vless,
    "vmess": v2ray.vmess,
    "trojan": v2ray.trojan,
    "hysteria2": tls_based.hysteria2,
    "tuic": tls_based.tuic,
    "anytls": tls_based.anytls,
    "ssh": tls_based.ssh,
    "tor, interface, tricks": tls_based.own,
    "WireGuard .conf": tunnels.conf,
    "wireguard links": tunnels.link,
    "OpenVPN .ovpn": tunnels.openvpn,
    "bridge lines": tunnels.bridges,
    "Amnezia keys": tunnels.amnezia,
    "proxy links": proxies.links,
    "host:port lists": proxies.bare,
    "PAC": proxies.pac,
    "paths files": proxies.paths_file,
    "Clash": lists.clash,
    "sing-box": lists.sing_box,
    "subscriptions": lists.subscriptions,
    "prose": lists.prose,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One format: samples that hold a way and samples that hold none, and how many of each were told rightly."""

    name: str
    good: int
    taken: int
    bad: int
    refused: int
    wrong: tuple[str, ...]


def judge(sample: Sample) -> str:
    """What is wrong with the answer to a sample; "" when nothing is."""
    found = recognise(sample.text, sample.source)
    taken = [each for each in found if isinstance(each, Imported)]
    refused = [each for each in found if isinstance(each, Rejected)]
    if isinstance(sample, Bad):
        reason = refused[0].message_id if refused else "nothing"
        return (
            ""
            if not taken and reason == sample.reason
            else f"{sample.text!r:.300}: {reason}, not {sample.reason}"
        )
    if len(taken) != 1:
        return f"{sample.text!r:.300}: refused: {[(each.message_id, each.reason) for each in refused]}"
    return _differs(sample, taken[0])


def wrong(*names: str) -> list[str]:
    """What is wrong with the answers to the samples of these formats."""
    return [told for name in names for sample in FORMATS[name]() if (told := judge(sample))]


def _differs(sample: Good, item: Imported) -> str:
    spec = item.spec
    held = {name: (_plain(spec.fields.get(name)), _plain(value)) for name, value in sample.fields.items()}
    wrong = {name: pair for name, pair in held.items() if pair[0] != pair[1]}
    if spec.kind != sample.kind:
        wrong["kind"] = (spec.kind, sample.kind)
    if sample.name is not None and spec.name != sample.name:
        wrong["name"] = (spec.name, sample.name)
    if sample.warned is not None and bool(item.warnings) is not sample.warned:
        wrong["warnings"] = (str([str(each) for each in item.warnings]), str(sample.warned))
    return f"{sample.text!r:.300}: {wrong}" if wrong else ""


def _plain(value: object) -> str:
    return value.reveal() if isinstance(value, Secret) else str(value)


def table() -> list[Row]:
    """Every format with its count."""
    rows = []
    for name, make in FORMATS.items():
        samples = make()
        wrong = {place: told for place, sample in enumerate(samples) if (told := judge(sample))}
        good = [place for place, sample in enumerate(samples) if isinstance(sample, Good)]
        bad = [place for place, sample in enumerate(samples) if isinstance(sample, Bad)]
        rows.append(
            Row(
                name=name,
                good=len(good),
                taken=sum(place not in wrong for place in good),
                bad=len(bad),
                refused=sum(place not in wrong for place in bad),
                wrong=tuple(wrong.values()),
            )
        )
    return rows
