"""What a step was walked for, in a few plain words each: the headings under which observations are shown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from waythrough.model.observation import Observation
from waythrough.model.step import Purpose
from waythrough.verdict.words import Text, msg

PURPOSE_TEXT: Final[Mapping[Purpose, Text]] = MappingProxyType(
    {
        Purpose.TARGET: msg("The service itself"),
        Purpose.FAMILY: msg("The service over its other address family"),
        Purpose.ADDRESS: msg("The service at an address that others gave"),
        Purpose.OTHER_PORT: msg("Another port of its address"),
        Purpose.NOBODY: msg("An address at which nobody lives"),
        Purpose.NEUTRAL_NAME: msg("A neutral name at the address of the service"),
        Purpose.TARGET_NAME: msg("The name of the service at a neutral address"),
        Purpose.BASELINE_BEFORE: msg("A neutral name at that neutral address, before"),
        Purpose.BASELINE_AFTER: msg("The same afterwards"),
        Purpose.SPLIT_HELLO: msg("The name of the service in a greeting of two pieces"),
        Purpose.SPLIT_NEUTRAL: msg("A neutral name in a greeting of two pieces"),
        Purpose.BROWSER_HELLO: msg("The service with the greeting of a browser"),
        Purpose.BROWSER_NEUTRAL: msg("A neutral host with the greeting of a browser"),
        Purpose.PARALLEL_NEUTRAL: msg("A neutral host with several connections at once"),
        Purpose.PARALLEL: msg("The service with several connections at once"),
        Purpose.OTHER_HOST: msg("A request for a neutral name at the address of the service"),
        Purpose.TARGET_HOST: msg("A request for the service at a neutral address"),
        Purpose.OTHER_PATH: msg("The same for its first page"),
        Purpose.NEUTRAL_PATH: msg("The same page asked of a neutral name"),
        Purpose.COMPARE: msg("Other name servers, asked the same"),
        Purpose.NEUTRAL: msg("A neutral host"),
        Purpose.DOMESTIC: msg("A host inside the country"),
        Purpose.CANARY: msg("A page that is known word for word"),
        Purpose.CLOCK: msg("The time"),
        Purpose.PATH_HEALTH: msg("The health of the way"),
        Purpose.WAY_AGAIN: msg("The way once more, with nothing else going on"),
        Purpose.WAY_TOGETHER: msg("The way with several connections at once"),
        Purpose.WAY_SMALL: msg("The way with small packets only"),
        Purpose.WAY_LONG: msg("A long page, through the way or directly to compare"),
        Purpose.WAY_FAMILY: msg("The way over each address family"),
        Purpose.WAY_ADDRESS: msg("The way at another address of its server"),
        Purpose.WAY_PREFIX: msg("The way with first bytes that look like something known"),
        Purpose.WAY_CONTROL: msg("The server of the way, reached over another way"),
        Purpose.WAY_NEUTRAL_NAME: msg("A neutral name at the address of the way's server"),
        Purpose.WAY_NAME: msg("The name of the way's server at a neutral address"),
        Purpose.WAY_PORT: msg("Neutral hosts on ports that are not the web's"),
        Purpose.WAY_UDP: msg("Neutral hosts over UDP"),
        Purpose.SECOND_OPINION: msg("The way tried by another client"),
        Purpose.HTTPS_RECORD: msg("What the name says of QUIC and hidden names (HTTPS record)"),
        Purpose.QUIC: msg("The service over QUIC"),
        Purpose.QUIC_NEUTRAL: msg("A neutral host over QUIC"),
        Purpose.QUIC_NEUTRAL_NAME: msg("QUIC with a neutral name at the address of the service"),
        Purpose.QUIC_TARGET_NAME: msg("QUIC with the name of the service at a neutral address"),
        Purpose.QUIC_LOW_PORT: msg("The same from a low port of this computer"),
        Purpose.QUIC_DUMMY: msg("The same with a meaningless packet ahead"),
        Purpose.QUIC_LARGE: msg("The same with a greeting too long for one packet"),
        Purpose.QUIC_VERSION: msg("A version of QUIC that does not exist, at the address of the service"),
        Purpose.QUIC_VERSION_NEUTRAL: msg("A version of QUIC that does not exist, at a neutral address"),
        Purpose.QUIC_ECH: msg("The service over QUIC with its name hidden (ECH)"),
        Purpose.ECH_NONE: msg("A greeting that shows the name"),
        Purpose.ECH_PUBLIC: msg("A greeting with the public name that stands in for hidden ones"),
        Purpose.ECH_GREASE: msg("A greeting with a meaningless hidden part (GREASE)"),
        Purpose.ECH_REAL: msg("A greeting that hides the name (ECH)"),
        Purpose.ESNI_NONE: msg("A usual greeting to a neutral host"),
        Purpose.ESNI: msg("A greeting that hides the name in the older manner (ESNI)"),
        Purpose.RAW: msg("The name server of this network, asked without the system in between"),
        Purpose.NAME_CONTROL: msg("A neutral name at the name server of this network"),
        Purpose.DEAF: msg("A question to an address at which no name server listens"),
        Purpose.WHOAMI: msg("Which name server really answers"),
        Purpose.UNCHECKED: msg("The name without the name server's own checks"),
        Purpose.PREFIX: msg("Whether IPv4 addresses are translated here"),
        Purpose.LANDING: msg("The page at an address that nobody vouches for"),
        Purpose.PACE: msg("The speed of the service"),
        Purpose.PACE_CONTROL: msg("The speed of a neutral host, in turns with it"),
        Purpose.PACE_NAME: msg("The speed of the neutral host under the name of the service"),
        Purpose.PACE_FORM: msg("The same under a name that merely contains it"),
        Purpose.PACE_OTHER_NAME: msg("The speed of the service under a neutral name"),
        Purpose.SMALL: msg("One short answer of the service"),
        Purpose.SMALL_STEPS: msg("Many short answers over one connection"),
        Purpose.UPLOAD: msg("Many bytes sent to the service"),
        Purpose.UPLOAD_CONTROL: msg("Many bytes sent to a neutral host"),
    }
)


def by_purpose(observations: Iterable[Observation]) -> Mapping[Purpose, tuple[Observation, ...]]:
    """The observations of each purpose in the order of their beginnings; purposes in the order of their firsts."""
    groups: dict[Purpose, list[Observation]] = {}
    for each in sorted(observations, key=lambda seen: seen.started):
        groups.setdefault(each.purpose, []).append(each)
    return MappingProxyType({purpose: tuple(group) for purpose, group in groups.items()})
