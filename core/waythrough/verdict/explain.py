"""Verdicts in words, late: what window, command line and reports say, all from one place."""

from waythrough.verdict.explain_advice import advice
from waythrough.verdict.explain_banner import Banner, BannerAction
from waythrough.verdict.explain_cause import cause, verdict_cause
from waythrough.verdict.explain_detail import detail_lines, observation_line, verdict_line
from waythrough.verdict.explain_facts import fact_lines
from waythrough.verdict.explain_findings import finding_lines
from waythrough.verdict.explain_headline import headline
from waythrough.verdict.explain_names import DIRECT_NAME, Naming, naming, path_title
from waythrough.verdict.explain_network import network_banner, network_banners
from waythrough.verdict.explain_parts import PartLine, kind_of, parts
from waythrough.verdict.explain_path import path_advice, path_opens, path_short, path_state
from waythrough.verdict.explain_purpose import PURPOSE_TEXT, by_purpose
from waythrough.verdict.explain_recommend import RecommendationText, recommendation_text, run_recommendation
from waythrough.verdict.explain_steps import StepLine, StepState, steps
from waythrough.verdict.explain_sure import CONFIDENCE_TEXT, level, sureness
from waythrough.verdict.explain_taken import TAKEN_OVER, cell_taken_over, taken_over
from waythrough.verdict.explain_word import (
    LOOK,
    OPENS,
    WORD_MEANING,
    WORD_TEXT,
    Look,
    Word,
    opens,
    word,
    word_text,
)

__all__ = [
    "CONFIDENCE_TEXT",
    "DIRECT_NAME",
    "LOOK",
    "OPENS",
    "PURPOSE_TEXT",
    "TAKEN_OVER",
    "WORD_MEANING",
    "WORD_TEXT",
    "Banner",
    "BannerAction",
    "Look",
    "Naming",
    "PartLine",
    "RecommendationText",
    "StepLine",
    "StepState",
    "Word",
    "advice",
    "by_purpose",
    "cause",
    "cell_taken_over",
    "detail_lines",
    "fact_lines",
    "finding_lines",
    "headline",
    "kind_of",
    "level",
    "naming",
    "network_banner",
    "network_banners",
    "observation_line",
    "opens",
    "parts",
    "path_advice",
    "path_opens",
    "path_short",
    "path_state",
    "path_title",
    "recommendation_text",
    "run_recommendation",
    "steps",
    "sureness",
    "taken_over",
    "verdict_cause",
    "verdict_line",
    "word",
    "word_text",
]
