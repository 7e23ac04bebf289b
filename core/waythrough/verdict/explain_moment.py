"""When something was, as people say it: "today 14:02", "yesterday 14:02", else the date."""

from datetime import datetime, timedelta

from waythrough.verdict.words import Translator


def moment(translate: Translator, then: float, now: float) -> str:
    """Day and time on this computer's clock, inside a sentence."""
    when, today = _local(then), _local(now)
    if when.date() == today.date():
        return translate("today {time}", time=translate.time(when))
    if when.date() == today.date() - timedelta(days=1):
        return translate("yesterday {time}", time=translate.time(when))
    return translate.date_time(when)


def day(translate: Translator, then: float, now: float) -> str:
    """The day alone, as a heading."""
    when, today = _local(then).date(), _local(now).date()
    if when == today:
        return translate("Today")
    return translate("Yesterday") if when == today - timedelta(days=1) else translate.date(when)


def clock(translate: Translator, then: float) -> str:
    """The time of day."""
    return translate.time(_local(then))


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()
