import json

import pytest

from tests.core.practice import raw
from waythrough.practice import site
from waythrough.practice.http_server import Request
from waythrough.practice.network import all_hosts
from waythrough.practice.thread import PracticeThread
from waythrough.practice.town import HOME, Door, Town
from waythrough.practice.world import CANARY_TEXT, PICKY_EXIT, Host, Manner, Port

GET = Request(method="GET", target="/", headers={})


def town() -> Town:
    hosts = all_hosts()
    made = Town(hosts={host.name: host for host in hosts}, many=True)
    made.settle(hosts)
    made.numbers = {Door(host, port): 8443 for host in hosts for port in host.ports}
    return made


def host(manner: Manner) -> Host:
    return next(each for each in all_hosts()[2:] if each.manner is manner)  # after notice and portal


@pytest.mark.parametrize(
    ("manner", "origin", "status"),
    [
        (Manner.FINE, HOME, 200),
        (Manner.SLOW, HOME, 200),
        (Manner.DOWN, HOME, 503),
        (Manner.DOWN, "berlin", 503),
        (Manner.CHALLENGE, HOME, 403),
        (Manner.CHALLENGE, "berlin", 403),
        (Manner.GEO, HOME, 451),
        (Manner.GEO, "berlin", 200),
        (Manner.PICKY, HOME, 200),
        (Manner.PICKY, PICKY_EXIT, 403),
        (Manner.PICKY, "berlin", 200),
        (Manner.EXPIRED, HOME, 200),
    ],
)
def test_a_host_answers_by_its_manner(manner: Manner, origin: str, status: int) -> None:
    response = site.answer(host(manner), Port.WEB, GET, town(), origin)
    assert response.status == status
    assert ("cf-mitigated", "challenge") in response.headers or manner is not Manner.CHALLENGE


def test_plain_http_leads_on_to_https() -> None:
    plain = next(each for each in all_hosts() if each.name == "harbour.example")
    response = site.answer(plain, Port.PLAIN, GET, town(), HOME)
    assert (response.status, response.headers[0]) == (301, ("Location", "https://harbour.example:8443/"))


def test_a_canary_says_its_text() -> None:
    response = site.answer(host(Manner.CANARY), Port.PLAIN, GET, town(), HOME)
    assert response.body.decode() == CANARY_TEXT


def test_a_resolver_has_a_page_beside_its_service() -> None:
    one = host(Manner.RESOLVER)
    asked = Request(method="POST", target="/dns-query", headers={}, body=b"nonsense")
    assert site.answer(one, Port.WEB, asked, town(), HOME).status == 400
    assert site.answer(one, Port.WEB, GET, town(), HOME).status == 200


def test_a_portal_redirects_to_itself() -> None:
    response = site.portal_redirect(town())
    assert response.status == 302
    assert json.dumps(response.headers[0]) == '["Location", "http://portal.example:8443/login"]'


def test_a_mail_server_greets_and_answers_and_takes_no_nonsense() -> None:
    with PracticeThread() as net:
        target = next(t for p in net.platforms for t in p.targets if t.tls)
        answers = []
        for line in (b"a7 CAPABILITY\r\n", b"\r\n"):
            pipe = raw.dial(net, target.host, target.port, "direct", raw.PATIENT)
            answers.append(raw.talk(raw.tls(pipe, target.host), line))
            pipe.close()
        web = next(p.targets[0] for p in net.platforms if p.id == "openatlas")
        pipe = raw.dial(net, web.host, web.port, "direct", raw.PATIENT)
        bad = raw.talk(raw.tls(pipe, web.host), b"nonsense\r\n\r\n")
        pipe.close()
    assert answers[0].startswith(b"* OK")
    assert b"a7 OK done" in answers[0]
    assert b"OK done" not in answers[1]
    assert bad.startswith(b"HTTP/1.1 400 ")
