import time

import pytest

from tests.core.practice import raw
from waythrough.practice import certificates
from waythrough.practice.thread import PracticeThread
from waythrough.practice.town import Door
from waythrough.practice.world import Port


def test_a_proxy_tells_apart_why_it_does_not_connect() -> None:
    with PracticeThread() as net:
        chirper = net.town.hosts["chirper.example"]
        number = net.town.numbers[Door(chirper, Port.WEB)]
        for host, port, code in (("nobody.example", 1, "0x04"), ("chirper.example", number + 1, "0x05")):
            with pytest.raises(raw.BrokenError, match=code):
                raw.dial(net, host, port, "berlin", raw.PATIENT)


def test_an_exit_is_abroad_for_addresses_too() -> None:
    with PracticeThread() as net:
        number = net.town.numbers[Door(net.town.hosts["skylark.example"], Port.WEB)]
        pipe = raw.dial(net, net.town.addresses["skylark.example"], number, "berlin", raw.PATIENT)
        raw.tls(pipe, "skylark.example").close()


def test_the_one_that_opens_tls_leaves_plain_http_alone() -> None:
    with PracticeThread() as net:
        canary = net.profile.canaries[0]
        assert raw.fetch(net, canary.url, "free-proxy", text=(canary.text,)) == "200 right page"
        target = net.platforms[0].targets[0]
        assert raw.check(net, target, "free-proxy") == "certificate untrusted"
        pipe = raw.dial(net, target.host, target.port, "free-proxy", raw.PATIENT)
        answer = raw.request(raw.tls(pipe, target.host, certificates.foreign_root_file()), target.host)
        pipe.close()
    assert b"Guest network" in answer


def test_a_slow_way_is_slower_than_a_quick_one() -> None:
    with PracticeThread() as net:
        target = net.platforms[0].targets[0]
        took = {}
        for way in ("berlin", "lima"):
            began = time.perf_counter()
            assert raw.check(net, target, way) == "200 right page"
            took[way] = time.perf_counter() - began
    assert took["lima"] > 3 * took["berlin"]
