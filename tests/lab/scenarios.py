"""All scenarios in one list: ten actions of a censor, eight honest troubles, and what was added since."""

from .censor import CENSOR
from .honest import EXTRA, HONEST
from .rows_beyond import SCENARIOS as BEYOND
from .rows_beyond_honest import SCENARIOS as BEYOND_HONEST

SCENARIOS = (*CENSOR, *HONEST, *EXTRA, *BEYOND, *BEYOND_HONEST)
