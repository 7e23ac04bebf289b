"""All scenarios in one list: ten actions of a censor, eight honest troubles, and what was added since."""

from .censor import CENSOR
from .honest import EXTRA, HONEST

SCENARIOS = (*CENSOR, *HONEST, *EXTRA)
