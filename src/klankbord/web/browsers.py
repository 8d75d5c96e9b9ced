"""A browser as its reader knows it, from what it says of itself."""

from __future__ import annotations

import re

from klankbord.i18n import LANGUAGES, N_, Translate

_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}
"""Each claims to be those below it too, so the first that is found it is."""


def browser_name(agent: str, _: Translate) -> str:
    """Firefox op Linux; or what part of it is known."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    if browser and system:
        return _(N_("{browser} op {system}")).format(browser=browser, system=system)
    return browser or system or _(N_("Een onbekende browser"))


_ASKED = re.compile(
    r"\s*([A-Za-z]{2,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*"
)
MOST_ASKED = 20
"""So many languages of a browser are looked at."""


def asked_language(header: str) -> str:
    """Of the languages of an Accept-Language header that we speak, the dearest; "" for none."""
    dearest, language = 0.0, ""
    for part in header.split(",")[:MOST_ASKED]:
        found = _ASKED.fullmatch(part)
        if found and found[1].lower() in LANGUAGES and float(found[2] or 1) > dearest:
            dearest, language = float(found[2] or 1), found[1].lower()
    return language
