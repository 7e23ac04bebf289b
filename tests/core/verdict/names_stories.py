"""Short words for what other questions about a name showed."""

from tests.core.verdict.facts_details import Ends, failed
from tests.core.verdict.facts_factory import HOST, NEUTRAL_HOST, Story
from waythrough.model.failure import FailureKind
from waythrough.model.observation import HttpDetail, ResolveDetail
from waythrough.model.step import Purpose, Step

NOWHERE = "udp:198.51.100.1"  # an address without a resolver


def asks(
    story: Story,
    purpose: Purpose,
    *addresses: str,
    name: str = HOST,
    fails: Ends = None,
    resolver: str = "udp:line",
    rcode: int | None = None,
    attempt: int = 1,
    **more: object,
) -> Story:
    """A question of some purpose and what came of it."""
    if rcode is None and fails is None:
        rcode = 0
    detail = ResolveDetail(resolver=resolver, name=name, addresses=addresses, rcode=rcode, **more)  # type: ignore[arg-type]
    story.add(purpose, Step.RESOLVE, name, attempt=attempt, failure=failed(fails), detail=detail)
    return story


def deaf(story: Story, *, mine: str = "", control: str = "") -> Story:
    """Both names at an address without a resolver; "" is silence."""
    for name, told in ((NEUTRAL_HOST, control), (HOST, mine)):
        ends = None if told else FailureKind.TIMEOUT
        asks(story, Purpose.DEAF, *filter(None, (told,)), name=name, fails=ends, resolver=NOWHERE)
    return story


def control(story: Story, *fails: Ends) -> Story:
    """The uncensored name between the tries."""
    for number, end in enumerate(fails, 1):
        asks(
            story,
            Purpose.NAME_CONTROL,
            *(() if end else ("203.0.113.99",)),
            name=NEUTRAL_HOST,
            fails=end,
            attempt=number,
        )
    return story


def landing(
    story: Story, address: str, mine: bytes, other: bytes, *, to: str = "", status: int = 200
) -> Story:
    """The plain pages at an address: for the target's name and for an uncensored one."""
    for name, body in ((NEUTRAL_HOST, other), (HOST, mine)):
        detail = HttpDetail(
            method="GET",
            url=f"http://{name}/",
            status=status,
            body=body,
            body_bytes=len(body),
            sha256=body.hex(),
            headers=(("location", to),) if to else (),
            title="Notice" if b"<title>" in body else "",
        )
        story.add(Purpose.LANDING, Step.HTTP, name, address=address, detail=detail)
    return story
