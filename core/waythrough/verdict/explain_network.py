"""One banner for what concerns the whole line, in place of fifty red cells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from waythrough.model.verdict import Confidence, Label, Layer, Verdict
from waythrough.verdict.explain_names import param
from waythrough.verdict.words import Span, Text, joined, msg


class BannerAction(StrEnum):
    """What the one button of a banner does."""

    CHECK_AGAIN = "check_again"
    OPEN_SIGN_IN = "open_sign_in"
    SET_CLOCK = "set_clock"
    ADD_WAY = "add_way"


ACTION_TEXT: Final = MappingProxyType(
    {
        BannerAction.CHECK_AGAIN: msg("Check again"),
        BannerAction.OPEN_SIGN_IN: msg("Open the sign-in page"),
        BannerAction.SET_CLOCK: msg("Set the clock, then check again"),
        BannerAction.ADD_WAY: msg("Add a way"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Title, sentence and one action; `tone` is a colour token, `masks` whether nothing else was judged."""

    title: Text
    sentence: Text
    action: BannerAction
    tone: str = "amber"
    masks: bool = False

    @property
    def action_text(self) -> Text:
        """The words of the action."""
        return ACTION_TEXT[self.action]


def network_banner(verdict: Verdict) -> Banner:
    """The banner of a verdict on the whole line; a general one for a label that has no words of its own."""
    return _BANNERS.get(verdict.label, _other)(verdict)


def network_banners(verdicts: Iterable[Verdict]) -> tuple[Banner, ...]:
    """The banners of a run, one for each label (a note on IPv6 apart), those that mask everything first."""
    told = [verdict for verdict in verdicts if verdict.label is not Label.OK]
    found = {(verdict.label, verdict.qualifier == "ipv6"): network_banner(verdict) for verdict in told}
    return tuple(sorted(found.values(), key=lambda banner: not banner.masks))


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
    if verdict.qualifier == "outage":
        return Banner(
            title=msg("Your provider seems to have an outage"),
            sentence=msg("Nothing abroad answers, and neither do services at home. Check again later."),
            action=BannerAction.CHECK_AGAIN,
            tone="red",
            masks=True,
        )
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
    if verdict.qualifier == "ipv6":
        return Banner(
            title=msg("IPv6 does not work on this line"),
            sentence=msg(
                "It is offered, but nothing comes back over it. IPv4 works, so services open all the same."
            ),
            action=BannerAction.CHECK_AGAIN,
        )
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


def _unsure(verdict: Verdict) -> Banner:
    if verdict.reason == "not_direct":
        return Banner(
            title=msg("A VPN is switched on, so the direct line was not judged"),
            sentence=msg("What goes out directly goes through it as well. Switch it off, then check again."),
            action=BannerAction.CHECK_AGAIN,
            masks=True,
        )
    if verdict.reason == "network_changed":
        return Banner(
            title=msg("This computer joined another network meanwhile"),
            sentence=msg("What opened did open; what did not is not judged. Check again to be sure."),
            action=BannerAction.CHECK_AGAIN,
        )
    if verdict.reason != "instrument":
        return _other(verdict)
    if verdict.rule_id == "local.no_roots":
        why = msg(
            "No certificate could be verified: the list of authorities is missing here, or every safe line is opened."
        )
    else:
        why = msg("This computer had no room left for further connections. Close other programs.")
    return Banner(
        title=msg("This computer could not measure properly"),
        sentence=why,
        action=BannerAction.CHECK_AGAIN,
        masks=True,
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
        Label.INCONCLUSIVE: _unsure,
    }
)
