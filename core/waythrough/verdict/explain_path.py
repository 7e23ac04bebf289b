"""What a reader may know of a way: whether it connects, and if not, at which point and what to do."""

from collections.abc import Iterable
from typing import Final

from waythrough.model.failure import CERT_FAILURES, FailureKind
from waythrough.model.path import DIRECT_ID
from waythrough.model.run import PathInfo
from waythrough.model.verdict import Label, Locus, Stage, Verdict
from waythrough.verdict.clause import said
from waythrough.verdict.explain_entry import about_entry, entry_advice, entry_cause, entry_why, other_udp
from waythrough.verdict.explain_failure import failure_kind, way_clause
from waythrough.verdict.explain_names import param
from waythrough.verdict.explain_untried import INTERRUPTED, untried, untried_advice, untried_state
from waythrough.verdict.explain_word import THIS_TARGET
from waythrough.verdict.words import NOTHING, Text, joined, msg, plural

_ADVICE: Final = {
    Stage.CONFIG: msg("Open its settings and compare them with what you were given."),
    Stage.RESOLVE: msg(
        "Check the spelling of its server name, or use the server's number instead of its name."
    ),
    Stage.CONNECT: msg(
        "Check address and port. If they are right, the server is off or cannot be reached from here."
    ),
    Stage.TLS: msg(
        "Check address and port, and ask whoever runs this server whether its certificate is in order."
    ),
    Stage.HANDSHAKE: msg("Check that its kind and port are right."),
    Stage.AUTH: msg("Check user name and password."),
    Stage.REQUEST: msg("Ask whoever runs this server whether it allows such connections."),
    Stage.EXIT_DNS: msg("The server itself has trouble. Try again later, or ask whoever runs it."),
    Stage.EXIT_CONNECT: msg("The server itself has trouble. Try again later, or ask whoever runs it."),
    Stage.DATA: msg("Try again later; if it stays so, ask whoever runs this server."),
}


def path_failure_kind(verdict: Verdict) -> FailureKind | None:
    """The kind of failure that ended a way, as its verdict tells."""
    return failure_kind(param(verdict, "failure")) or failure_kind(verdict.reason)


def path_stage(verdict: Verdict) -> Stage | None:
    """The stage at which a way failed, as its verdict tells."""
    named = param(verdict, "stage")
    return verdict.stage or (Stage(named) if named in set(Stage) else None)


def path_state(info: PathInfo, network: Iterable[Verdict] = ()) -> Text:
    """One short line under the name of a way. `network`: what concerns the whole line, where that is known."""
    network = tuple(network)
    if not info.usable and info.id != DIRECT_ID and behind_portal(network):
        return msg("not checked: the network wants you to sign in first")
    if not info.safe:
        return msg("not safe")
    if info.id == DIRECT_ID:
        return msg("no VPN or proxy")
    if not info.usable and offline(network):
        return msg("not tested: you are not online")
    if info.verdict is not None and untried(info.verdict):
        return untried_state(info.verdict)
    if info.usable is None and info.verdict is not None and entry_why(info.verdict) != NOTHING:
        return msg("not tried: {why}", why=entry_why(info.verdict))
    if _stopped(info):
        return msg("stopped while it was being tried")
    if info.usable is None:
        return msg("not tried yet")
    if info.usable:
        return msg("connected")
    return msg("could not connect: {why}", why=path_why(info))


def behind_portal(network: Iterable[Verdict]) -> bool:
    """Whether the network answers in place of everything, so that a way that fails says nothing about the way."""
    return any(verdict.label is Label.CAPTIVE_PORTAL for verdict in network)


def offline(network: Iterable[Verdict]) -> bool:
    """Whether nothing at all could be reached, so that a way that fails says nothing about the way either."""
    return any(verdict.label is Label.NO_INTERNET for verdict in network)


def path_short(info: PathInfo, network: Iterable[Verdict] = ()) -> Text:
    """The state of a way where there is no room for the reason."""
    network = tuple(network)
    if not info.usable and info.id != DIRECT_ID and behind_portal(network):
        return msg("not checked")
    if info.safe and info.id != DIRECT_ID and not info.usable and offline(network):
        return msg("not tested")
    if info.usable is False and info.safe and info.id != DIRECT_ID:
        return msg("could not connect")
    if info.safe and (untried(info.verdict) or _stopped(info)):
        return msg("not tested here") if untried(info.verdict) else msg("not tested")
    return path_state(info, network)


def _stopped(info: PathInfo) -> bool:
    return info.usable is None and info.verdict is not None and info.verdict.rule_id == INTERRUPTED


def path_why(info: PathInfo) -> Text:
    """The clause that says why a way is not usable."""
    if info.verdict is None:
        return way_clause(info.stage, None)
    if param(info.verdict, "hops"):
        return _in_chain(info.verdict)
    if (why := entry_why(info.verdict)) != NOTHING:
        return why
    return _clause(info.verdict, info.stage)


def _clause(verdict: Verdict, stage: Stage | None = None) -> Text:
    """What ended a way; of settings that cannot be used, what is wrong with them."""
    stage = path_stage(verdict) or stage
    if stage is Stage.CONFIG and (wrong := param(verdict, "got")):
        return said(wrong)
    return way_clause(stage, path_failure_kind(verdict))


def _in_chain(verdict: Verdict) -> Text:
    """Which of several servers in a row it is, and what is the matter with it."""
    stage = path_stage(verdict)
    reached = Stage.CONNECT if stage in (Stage.EXIT_CONNECT, Stage.EXIT_DNS) else stage
    return msg(
        "at server {hop} of {hops}: {why}",
        hop=param(verdict, "hop"),
        hops=param(verdict, "hops"),
        why=way_clause(reached, path_failure_kind(verdict)),
    )


def path_opens(opened: int, total: int) -> Text:
    """How much a way opens, for a table head."""
    return plural("opens {opened} of {count}", "opens {opened} of {count}", total, opened=opened)


def path_advice(info: PathInfo, network: Iterable[Verdict] = ()) -> Text:
    """What to do about a way that is not usable or not safe; empty when there is nothing to do."""
    network = tuple(network)
    if not info.usable and behind_portal(network):
        return NOTHING
    if not info.safe:
        return msg("Do not use this way, and tell whoever gave it to you.")
    if not info.usable and offline(network):
        return NOTHING
    verdict = info.verdict
    if verdict is not None and (advice := entry_advice(verdict, info.name)) != NOTHING:
        return advice
    if info.usable is not False:
        return untried_advice(verdict)
    stage = info.stage if verdict is None else path_stage(verdict) or info.stage
    if verdict is not None and stage is Stage.CONFIG and (todo := param(verdict, "todo")):
        return msg("What to do: {todo}.", todo=said(todo))
    return stage_advice(stage, None if verdict is None else path_failure_kind(verdict))


def stage_advice(stage: Stage | None, kind: FailureKind | None) -> Text:
    """What to do about a way that failed at a stage."""
    if kind is FailureKind.PROXY_AUTH:
        stage = Stage.AUTH
    if kind is FailureKind.CLOCK_SKEW:
        return msg("Set date, time and time zone of this computer.")
    if stage is None:
        return msg("Try again, or use another way.")
    return _ADVICE[stage]


def path_cause(verdict: Verdict) -> Text:
    """The sentence for a cell whose way failed."""
    if about_entry(verdict):
        return entry_cause(verdict)
    return joined(_plain_cause(verdict), other_udp(verdict))


def _plain_cause(verdict: Verdict) -> Text:
    stage = path_stage(verdict)
    kind = path_failure_kind(verdict)
    if verdict.qualifier == THIS_TARGET:
        carries = msg(
            "This way is connected, but refuses to carry this service: {why}.", why=way_clause(stage, kind)
        )
        return joined(carries, msg("This says nothing about the service itself."))
    clause = _in_chain(verdict) if param(verdict, "hops") else _clause(verdict)
    why = msg("This way did not connect: {why}.", why=clause)
    if verdict.locus is Locus.PATH_ENTRY and stage is Stage.CONNECT:
        return joined(why, msg("Either its server is off, or this network blocks it."))
    if stage is Stage.TLS and kind in CERT_FAILURES:
        danger = msg("Somebody may stand between you and it, so nothing was sent through it.")
        return joined(why, danger)
    return joined(why, msg("This says nothing about the service itself."))
