import pytest

from tests.core.paths.importing.corpus.sample import PBK
from waythrough.paths.base import ConfigError
from waythrough.paths.importing.cautions import NO_ECH, UNUSED
from waythrough.paths.importing.transports import FINGERPRINTS, FLOWS, Outer, flow_of, sni_of
from waythrough.paths.sing_box_fields import FINGERPRINTS as KNOWN
from waythrough.paths.sing_box_fields import VLESS


def test_without_tls_its_settings_do_not_count() -> None:
    fields, cautions = Outer(sni="s.test", insecure=True, alpn="h2").fields()
    assert (fields, cautions) == ({"security": "none", "transport": "tcp"}, ())


def test_reality_checks_its_own_certificate() -> None:
    fields, _ = Outer(security="reality", public_key=PBK, insecure=True).fields()
    assert fields["insecure"] is None


def test_what_is_not_followed_is_told() -> None:
    _, cautions = Outer(security="tls", ech=True, unused=True, fingerprint="netscape").fields()
    assert cautions == (NO_ECH, UNUSED)


def test_the_lists_are_those_of_the_kinds() -> None:
    assert frozenset(KNOWN) == FINGERPRINTS
    (flow,) = (each for each in VLESS if each.name == "flow")
    assert frozenset(flow.choices) == FLOWS


def test_flow_and_name() -> None:
    assert (flow_of(""), sni_of("")) == ("", "")
    assert sni_of("S.Test") == "s.test"
    with pytest.raises(ConfigError):
        flow_of("xtls-rprx-origin")
