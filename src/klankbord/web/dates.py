"""Moments as the reader sees them: in their language, on the clock of the Netherlands."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_date, format_datetime, format_timedelta

from klankbord.i18n import N_, translator
from klankbord.service.site import ZONE


def day_and_time(moment: datetime, language: str) -> str:
    """Do 19 nov 2026, 10:04."""
    return format_datetime(moment.astimezone(ZONE), "EEE d MMM y, HH:mm", locale=language)


def day(moment: datetime, language: str) -> str:
    """19 november 2026."""
    return format_date(moment.astimezone(ZONE).date(), "d MMMM y", locale=language)


def month_of(moment: datetime, language: str) -> str:
    """November 2026."""
    return format_date(moment.astimezone(ZONE).date(), "MMMM y", locale=language)


def ago(moment: datetime, now: datetime, language: str) -> str:
    """5 minuten geleden; of the last minute: zojuist."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return translator(language)(N_("zojuist"))
    return format_timedelta(-passed, add_direction=True, locale=language, threshold=1)
