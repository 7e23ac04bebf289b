"""Rows of the table that cannot be emulated here, each with the reason; at most ten."""

from collections.abc import Mapping

MOST = 10
EXCUSED: Mapping[str, str] = {}
