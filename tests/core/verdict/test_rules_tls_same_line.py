"""A foreign certificate that the direct line shows as well: the way has not put it in."""

from dataclasses import replace

from tests.core.verdict.facts_factory import FOREIGN, HOST, NETWORK, SITE, Story, cert, judged, open_way, way
from waythrough.model.failure import FailureKind as Kind
from waythrough.model.observation import TlsDetail
from waythrough.model.verdict import Label, Locus
from waythrough.verdict.facts import NetworkFacts
from waythrough.verdict.notices import signer
from waythrough.verdict.rules_tls import SAME_LINE


def intercepted(count: int) -> Story:
    return Story().line(SITE).doh(SITE).tries(count, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)


def read_on_the_line(issuer: str, key: str = "") -> NetworkFacts:
    """What the direct line was shown for the same service."""
    return replace(NETWORK, read_along=frozenset({(HOST, (issuer, key))}))


def test_a_way_that_comes_out_on_the_same_line_is_not_said_to_put_the_certificate_in() -> None:
    shown = way(path="near").tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    alike = judged(shown, open_way(), network=read_on_the_line(FOREIGN.issuer))
    assert (alike.label, alike.locus, alike.qualifier) == (Label.TLS_MITM, Locus.DIRECT, SAME_LINE)
    accused = (
        judged(shown, open_way()),  # the direct line was not asked, or is honest
        judged(shown, open_way(), network=read_on_the_line("Another Root")),
        judged(shown, open_way(), network=replace(NETWORK, read_along=frozenset({("else.test", ("", ""))}))),
        judged(
            way(path="near", safe=False).tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN),
            network=read_on_the_line(FOREIGN.issuer),
        ),
    )
    assert {(each.label, each.locus, each.qualifier) for each in accused} == {
        (Label.TLS_MITM, Locus.PATH_EXIT, "")
    }
    line = judged(intercepted(2), open_way(), network=read_on_the_line(FOREIGN.issuer))
    assert (line.locus, line.qualifier) == (Locus.DIRECT, "")


def test_issuers_of_one_name_are_told_apart_by_their_keys() -> None:
    leaf = intercepted(1).seen[-1].detail
    assert isinstance(leaf, TlsDetail)
    shown = replace(leaf, chain=(FOREIGN, cert("root.test", issuer=FOREIGN.issuer, key="root")))
    assert signer(leaf) == (FOREIGN.issuer, "")
    assert signer(replace(leaf, chain=())) == ("", "")
    story = way(path="near").tries(2, tls=Kind.CERT_UNKNOWN_ISSUER, leaf=FOREIGN)
    story.seen = [
        replace(each, detail=shown) if isinstance(each.detail, TlsDetail) else each for each in story.seen
    ]
    name, key = signer(shown)
    found = [
        judged(story, open_way(), network=read_on_the_line(name, theirs)).qualifier
        for theirs in (key, "", "another key")
    ]
    assert found == [SAME_LINE, SAME_LINE, ""]
