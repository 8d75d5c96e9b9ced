"""A browser as its reader knows it, from what it says of itself."""

from __future__ import annotations

from klankbord.i18n import N_, Translate

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
