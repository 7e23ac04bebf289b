"""The proxies of `tests.ways.proxies` under the name that older tests know."""

from tests.ways.proxies import FORBIDDEN, PASSWORD, PROGRAMS, USER, RealProxy, missing, running

__all__ = ["FORBIDDEN", "PASSWORD", "PROGRAMS", "USER", "RealProxy", "missing", "running"]
