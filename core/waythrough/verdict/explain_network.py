"""One banner for what concerns the whole line, in place of fifty red cells."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Confidence, Label, Layer, Verdict
from waythrough.verdict.explain_banner import Banner, BannerAction
from waythrough.verdict.explain_names import param
from waythrough.verdict.explain_network_rules import RULE_BANNERS
from waythrough.verdict.words import Span, joined, msg


def network_banner(verdict: Verdict) -> Banner:
    """The banner of a verdict on the whole line; a general one for a label that has no words of its own."""
    exact = RULE_BANNERS.get(verdict.rule_id)
    return exact if exact is not None else _BANNERS.get(verdict.label, _other)(verdict)


def network_banners(verdicts: Iterable[Verdict]) -> tuple[Banner, ...]:
    """The banners of a run, each once, those that mask everything first and mere notes last."""
    told = [each for each in verdicts if each.label is not Label.OK or each.rule_id in RULE_BANNERS]
    found = {banner.title: banner for banner in map(network_banner, told)}
    return tuple(sorted(found.values(), key=lambda banner: (not banner.masks, banner.mere_note)))


def _portal(verdict: Verdict) -> Banner:
    landing = param(verdict, "got")
    if landing:
        todo = msg(
            "Open any web page in your browser: the sign-in page ({host}) comes by itself.", host=landing
        )
    else:
        todo = msg("Open any web page in your browser: the sign-in page comes by itself.")
    waits = msg("Until then it answers in place of every service, so nothing could be judged.")
    return Banner(
        title=msg("This network wants you to sign in first"),
        sentence=joined(waits, todo),
        action=BannerAction.OPEN_SIGN_IN,
        masks=True,
    )


def _offline(verdict: Verdict) -> Banner:
    return Banner(
        title=msg("You are not online"),
        sentence=msg("Nothing at all could be reached. Check cable, Wi-Fi or mobile data."),
        action=BannerAction.CHECK_AGAIN,
        tone="red",
        masks=True,
    )


def _clock(verdict: Verdict) -> Banner:
    seconds = param(verdict, "seconds")
    try:
        amount = float(seconds)
    except ValueError:
        title = msg("The clock of this computer is wrong")
    else:
        if amount > 0:
            title = msg("The clock of this computer is {span} fast", span=Span(amount))
        else:
            title = msg("The clock of this computer is {span} slow", span=Span(amount))
    return Banner(
        title=title,
        sentence=msg("With a wrong clock, honest services look dangerous. Set date, time and time zone."),
        action=BannerAction.SET_CLOCK,
        masks=verdict.qualifier == "masking",
    )


def _local(verdict: Verdict) -> Banner:
    issuer = param(verdict, "issuer")
    if issuer:
        who = msg("It opens safe lines with a certificate of its own ({issuer}).", issuer=issuer)
    elif verdict.layer is Layer.DNS:
        who = msg("It changes the addresses of services.")
    else:
        who = msg(
            "It may be an antivirus, a firewall, a VPN that is switched on, or your company's software."
        )
    return Banner(
        title=msg("Another program on this computer or your local network is changing connections"),
        sentence=joined(who, msg("What is found here may come from it and not from your provider.")),
        action=BannerAction.CHECK_AGAIN,
        masks=True,
    )


def _untargeted(verdict: Verdict) -> Banner:
    if verdict.qualifier == "port":
        return Banner(
            title=msg("Safe lines to almost everything are closed on this network"),
            sentence=msg(
                "Plain pages come through, safe ones do not, whatever service. It is not about one service."
            ),
            action=BannerAction.ADD_WAY,
            tone="red",
            masks=True,
        )
    if verdict.confidence is Confidence.CONFIRMED:
        title = msg("Almost everything foreign is closed on this network")
    else:
        title = msg("Almost everything foreign seems to be closed on this network")
    return Banner(
        title=title,
        sentence=msg(
            "Services inside the country open, many unlike ones abroad do not. It is not about one service."
        ),
        action=BannerAction.ADD_WAY,
        tone="red",
        masks=True,
    )


def _trouble(verdict: Verdict) -> Banner:
    if verdict.layer is Layer.DNS:
        return Banner(
            title=msg("The name server of this network does not answer"),
            sentence=msg(
                "Another one does. Restart the router, or set another name server in your network settings."
            ),
            action=BannerAction.CHECK_AGAIN,
        )
    return Banner(
        title=msg("This line is weak or unsteady"),
        sentence=msg(
            "Answers come late or get lost. What does not open may be due to that; check again later."
        ),
        action=BannerAction.CHECK_AGAIN,
    )


def _other(verdict: Verdict) -> Banner:
    return Banner(
        title=msg("Something concerns the whole line"),
        sentence=msg("More than one service is affected in the same way. The details are below."),
        action=BannerAction.CHECK_AGAIN,
    )


_BANNERS: Final[Mapping[Label, Callable[[Verdict], Banner]]] = MappingProxyType(
    {
        Label.CAPTIVE_PORTAL: _portal,
        Label.NO_INTERNET: _offline,
        Label.CLOCK_SKEW: _clock,
        Label.LOCAL_INTERCEPTION: _local,
        Label.UNTARGETED_BLOCKING: _untargeted,
        Label.NETWORK_TROUBLE: _trouble,
    }
)
