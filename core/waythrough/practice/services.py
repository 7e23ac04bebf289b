"""The invented services of the practice network: their names, hosts and targets, as a table."""

from dataclasses import dataclass

from waythrough.model.platform import Role
from waythrough.practice.world import Answer, Censor, Host, Manner, Port

WEB_AND_PLAIN = (Port.WEB, Port.PLAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One target of a service: which host, which port, what for."""

    host: Host
    port: Port = Port.WEB
    role: Role = Role.WEB


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One platform of the practice network."""

    id: str
    english: str
    persian: str
    category: str
    spots: tuple[Spot, ...]

    @property
    def hosts(self) -> tuple[Host, ...]:
        return tuple(dict.fromkeys(spot.host for spot in self.spots))


def _one(
    id: str,
    english: str,
    persian: str,
    category: str,
    *,
    manner: Manner = Manner.FINE,
    censor: Censor = Censor.OPEN,
    answer: Answer = Answer.HONEST,
    start: Port = Port.WEB,
) -> Service:
    """A service of one host; with `start` PLAIN it is entered by plain HTTP, which leads on to HTTPS."""
    ports = WEB_AND_PLAIN if start is Port.PLAIN else (start,)
    host = Host(name=f"{id}.example", title=english, manner=manner, censor=censor, answer=answer, ports=ports)
    role = Role.CHAT if start is Port.CHAT else Role.WEB
    spots = (Spot(host=host, port=start, role=role),)
    return Service(id=id, english=english, persian=persian, category=category, spots=spots)


POSTBIRD = Service(
    id="postbird",
    english="Postbird Mail",
    persian="ایمیل پست‌برد",
    category="mail",
    spots=(
        Spot(host=Host(name="postbird.example", title="Postbird Mail")),
        Spot(
            host=Host(name="imap.postbird.example", title="Postbird Mail", ports=(Port.MAIL,)),
            port=Port.MAIL,
            role=Role.PUSH,
        ),
    ),
)
CLIPSTREAM = Service(
    id="clipstream",
    english="Clipstream",
    persian="کلیپ‌استریم",
    category="video",
    spots=(
        Spot(host=Host(name="clipstream.example", title="Clipstream")),
        Spot(
            host=Host(name="media.clipstream.example", title="Clipstream media", censor=Censor.RESET_NAME),
            role=Role.MEDIA,
        ),
    ),
)

SERVICES: tuple[Service, ...] = (
    _one("openatlas", "Open Atlas", "اطلس باز", "knowledge", manner=Manner.PICKY),
    POSTBIRD,
    _one("chirper", "Chirper", "چهچه", "social", censor=Censor.RESET_NAME),
    _one("photogram", "Photogram", "فتوگرام", "social", censor=Censor.SILENT_NAME),
    _one("friendbook", "FriendBook", "فرندبوک", "social", answer=Answer.BOGON),
    _one("viewtube", "ViewTube", "ویوتیوب", "video", answer=Answer.NOTICE),
    _one("bbn-news", "BBN News", "خبر بی‌بی‌ان", "news", answer=Answer.NOTICE),
    _one("inkwell", "Inkwell Blogs", "وبلاگ دوات", "news", answer=Answer.NXDOMAIN),
    _one("skylark", "Skylark Messenger", "پیام‌رسان چکاوک", "messenger", censor=Censor.REFUSED),
    _one("heron", "Heron Calls", "تماس حواصیل", "messenger", censor=Censor.SILENT),
    _one("harbour", "Harbour News", "خبر بندر", "news", censor=Censor.NOTICE_HOST, start=Port.PLAIN),
    _one("radio-dawn", "Radio Dawn", "رادیو سپیده", "news", censor=Censor.NOTICE_HOST, start=Port.PLAIN),
    _one("valley-voice", "Valley Voice", "صدای دره", "news", censor=Censor.RESET_HOST, start=Port.PLAIN),
    _one("cloudvault", "Cloud Vault", "گاوصندوق ابری", "cloud", censor=Censor.FOREIGN_CERTIFICATE),
    CLIPSTREAM,
    _one("loopcast", "Loopcast", "لوپ‌کست", "video", censor=Censor.RESET_DATA),
    _one("streamhall", "StreamHall", "تالار پخش", "video", manner=Manner.GEO),
    _one("askwise", "AskWise", "خردپرس", "knowledge", manner=Manner.CHALLENGE),
    _one("quillpad", "Quillpad", "قلم‌دفتر", "work", manner=Manner.DOWN),
    _one("parceltrack", "Parcel Track", "پیگیری بسته", "commerce", manner=Manner.EXPIRED),
    _one("tortoise", "Tortoise Archive", "بایگانی لاک‌پشت", "knowledge", manner=Manner.SLOW),
    _one("playfield", "Playfield Games", "میدان بازی", "games", answer=Answer.SINKHOLE),
    _one("pigeon", "Pigeon Chat", "گپ کبوتر", "messenger", censor=Censor.MUTE, start=Port.CHAT),
    _one("flicker", "Flicker Forum", "انجمن سوسو", "social", censor=Censor.FLAP),
)
"""All services; every simple word of the results appears for one of them, over one of the ways."""

CHAT_HELLO = b"PIGEON HELLO 1\r\n"
CHAT_ANSWER = b"PIGEON"
MAIL_HELLO = b"a1 CAPABILITY\r\n"
MAIL_GREETING = b"* OK Postbird IMAP practice server ready\r\n"
MAIL_ANSWER = b"* OK"
