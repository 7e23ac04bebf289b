"""A few scenarios once more with nginx and dnsmasq: the verdicts do not hang on the lab's own servers."""

from dataclasses import replace

from . import real_servers
from .censor import ADDRESS_DROP, DNS_LIE, SNI_RST
from .honest import CERT_EXPIRED, GEO_451
from .scenario import Scenario
from .spec import Internet
from .standard import FINE, ISP_RESOLVER, NEUTRAL, PUBLIC_RESOLVERS, TARGET

BY_NGINX = (TARGET, FINE, *NEUTRAL)
BY_DNSMASQ = (ISP_RESOLVER, *PUBLIC_RESOLVERS)


def _really(scenario: Scenario) -> Scenario:
    """The same with real servers; what those serve is not counted, so only the box can prove that it acted."""
    return replace(
        scenario,
        id=f"{scenario.id}_real",
        title=f"{scenario.title} (nginx, dnsmasq)",
        internet=_served(scenario.internet),
        rows=(),
        acts=tuple(act for act in scenario.acts if any(rule.name == act for rule in scenario.rules)),
    )


def _served(internet: Internet) -> Internet:
    sites = (replace(one, real=one.names[0] in BY_NGINX and not one.alone) for one in internet.sites)
    resolvers = (replace(one, real=one.address in BY_DNSMASQ) for one in internet.resolvers)
    return replace(internet, sites=tuple(sites), resolvers=tuple(resolvers))


SCENARIOS: tuple[Scenario, ...] = (
    ()
    if real_servers.why_not()
    else tuple(_really(each) for each in (SNI_RST, DNS_LIE, ADDRESS_DROP, CERT_EXPIRED, GEO_451))
)
