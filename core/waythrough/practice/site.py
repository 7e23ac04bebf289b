"""What the sites of the practice network answer, each by its manner."""

import asyncio

from waythrough.practice import pages, services
from waythrough.practice.dns_server import reply_over_https
from waythrough.practice.http_server import Request, Response, read_request, write_response
from waythrough.practice.staff import Handler
from waythrough.practice.town import HOME, Town
from waythrough.practice.world import CANARY_TEXT, NOTICE, PICKY_EXIT, PORTAL, Host, Manner, Port

HTML = ("Content-Type", "text/html; charset=utf-8")
SLOW_START = 0.7  # seconds before the first byte of a slow site
SLOW_RATE = 12_000  # its bytes a second


def handler(host: Host, port: Port, town: Town) -> Handler:
    """The server side of one door of a host."""

    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        if request is None:
            await write_response(writer, Response(status=400))
            return
        response = answer(host, port, request, town, town.origin(writer))
        await write_response(writer, response, head_only=request.method == "HEAD")

    return mail if port is Port.MAIL else web


def answer(host: Host, port: Port, request: Request, town: Town, origin: str) -> Response:
    """The response of a host to a request from somewhere."""
    if host is NOTICE:
        return notice()
    if host is PORTAL:
        return Response(body=pages.portal_page())
    if host.manner is Manner.CANARY:
        return Response(headers=(("Content-Type", "text/plain"),), body=CANARY_TEXT.encode())
    if port is Port.PLAIN:
        place = f"https://{town.place(host, Port.WEB)}/"
        return Response(status=301, headers=(("Location", place), HTML), body=b"")
    if host.manner is Manner.RESOLVER and request.target.startswith("/dns-query"):
        return reply_over_https(request, town.honest)
    return _by_manner(host, origin)


def notice() -> Response:
    """The censor's notice."""
    return Response(status=403, headers=(HTML, ("Server", "notice")), body=pages.notice_page())


def portal_redirect(town: Town) -> Response:
    """Where a captive portal sends every plain request."""
    place = f"http://{town.place(PORTAL, Port.PLAIN)}/login"
    return Response(status=302, headers=(("Location", place), HTML))


def _by_manner(host: Host, origin: str) -> Response:
    page = pages.main_page(host.title)
    match host.manner:
        case Manner.DOWN:
            text = "We are down for maintenance."
            return Response(status=503, headers=(HTML,), body=pages.message_page(host.title, text))
        case Manner.CHALLENGE:
            body = pages.message_page("Just a moment...", "Please confirm that you are human.")
            return Response(status=403, headers=(HTML, ("cf-mitigated", "challenge")), body=body)
        case Manner.GEO if origin == HOME:
            text = "For legal reasons this service is not available in your country."
            return Response(status=451, headers=(HTML,), body=pages.message_page(host.title, text))
        case Manner.PICKY if origin == PICKY_EXIT:
            text = "Access denied. This service is not available from your region."
            return Response(status=403, headers=(HTML,), body=pages.message_page("Access denied", text))
        case Manner.SLOW:
            return Response(headers=(HTML,), body=page, delay=SLOW_START, rate=SLOW_RATE)
        case _:
            return Response(headers=(HTML,), body=page)


async def mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A mail server as far as its greeting and one command."""
    writer.write(services.MAIL_GREETING)
    await writer.drain()
    async with asyncio.timeout(30.0):
        line = await reader.readline()
    tag = line.split(b" ")[0][:20]
    if tag.isalnum():
        writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
    await writer.drain()
