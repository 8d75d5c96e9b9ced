"""How many, in words: one of a thing is told in its own sentence."""

from __future__ import annotations

from klankbord.i18n import N_, Translate


def many(n: int, one: str, more: str, translate: Translate) -> str:
    """`one` where there is one, else `more` with {n} filled in; both are sentences of gettext."""
    return translate(one) if n == 1 else translate(more).format(n=n)


def days(n: int, translate: Translate) -> str:
    """1 dag, 2 dagen."""
    return many(n, N_("1 dag"), N_("{n} dagen"), translate)
