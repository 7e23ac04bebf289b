"""Clauses that the engine says in English when a text cannot be used, named here so that they are translated."""

from typing import Final

from waythrough.verdict.words import Text, msg

CLAUSES: Final[tuple[Text, ...]] = (
    msg("Interface"),
    msg("Trick"),
    msg("WireGuard (system)"),
    msg("HTTP proxy"),
    msg("HTTPS proxy"),
    msg("SOCKS5 proxy"),
    msg("SOCKS4a proxy"),
    msg("SOCKS4 proxy"),
    msg("there is a password but no user"),
    msg("the user of an HTTP proxy cannot have a colon"),
    msg("it is taken once; there is nothing to do"),
    msg("there are spaces or invisible characters inside"),
    msg("write one way a line"),
    msg("a special character stands in the user or password"),
    msg("this is the address of a page, not of a proxy"),
    msg("give the proxy's host and port"),
    msg("host and port are not readable"),
    msg("write host:port, or [address]:port"),
    msg("there is an option that is not known"),
    msg("the host is not a name or an address"),
    msg("the port is not a number from 1 to 65535"),
    msg("correct the port"),
    msg("the % signs do not stand for UTF-8 text"),
    msg("write % itself as %25"),
    msg("this kind of link is not known"),
    msg("this is no proxy address"),
    msg("this is no host name"),
    msg("this is no complete address"),
    msg("this is longer than any web address"),
    msg("a web address holds no spaces or control characters"),
    msg("this is no web address"),
    msg("a user name or password does not belong here"),
    msg("give its web address, or look for it in the list of services"),
)
