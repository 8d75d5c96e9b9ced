"""Moments as the reader sees them: in their language, on the clock of the Netherlands."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from babel.dates import format_date, format_datetime, format_timedelta

from klankbord.errors import BadForm
from klankbord.i18n import N_, translator
from klankbord.service.site import ZONE, last_day


def day_and_time(moment: datetime, language: str) -> str:
    """Do 19 nov 2026, 10:04."""
    return format_datetime(moment.astimezone(ZONE), "EEE d MMM y, HH:mm", locale=language)


def day(moment: datetime, language: str) -> str:
    """19 november 2026."""
    return date_text(moment.astimezone(ZONE).date(), language)


def date_text(one: date, language: str) -> str:
    """19 november 2026."""
    return format_date(one, "d MMMM y", locale=language)


def until_day(end: datetime, language: str) -> str:
    """19 november 2026, of what ends with that day."""
    return date_text(last_day(end), language)


def clock(moment: datetime) -> str:
    """10:04."""
    return f"{moment.astimezone(ZONE):%H:%M}"


def month_of(moment: datetime, language: str) -> str:
    """November 2026."""
    return format_date(moment.astimezone(ZONE).date(), "MMMM y", locale=language)


def in_field(moment: datetime) -> str:
    """As a field for a moment holds it: 2026-11-19T10:04, on the clock of the Netherlands."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def moment_of(text: str) -> datetime | None:
    """A date and time as a browser sends it, on the clock of the Netherlands; None where empty.

    Raises:
        BadForm: it is none.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadForm from None
    if not MINYEAR < moment.year < MAXYEAR:
        raise BadForm  # in another zone it could not be told
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment


def ago(moment: datetime, now: datetime, language: str) -> str:
    """5 minuten geleden; of the last minute: zojuist."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return translator(language)(N_("zojuist"))
    return format_timedelta(-passed, add_direction=True, locale=language, threshold=1)
