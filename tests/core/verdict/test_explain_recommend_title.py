"""The title of the recommendation; its full table is in test_explain_recommend."""

from waythrough.model.path import DIRECT_ID
from waythrough.model.run import Advice, Recommendation
from waythrough.verdict.explain_names import Naming
from waythrough.verdict.explain_recommend_case import Case
from waythrough.verdict.explain_recommend_title import title_and_tone


def test_titles_without_any_way() -> None:
    names = Naming(paths={DIRECT_ID: "Direct"})
    for total, told in ((1, "It does not open directly"), (3, "None of the 3 services opens directly")):
        advice = Recommendation(advice=Advice.NONE_OPENS, total=total)
        title, tone = title_and_tone(Case(advice=advice, names=names, cells={}))
        assert (str(title), tone) == (told, "red")
