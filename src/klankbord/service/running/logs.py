"""The log of the server: what happened, where and when; never what was said, nor by whom.

A message is a sentence of ours with names of things in it. What an error says may hold what
somebody typed, so of an error only its kind and its place are written; and whatever looks like an
e-mail address or a telephone number is left out of every line, wherever it comes from.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, Processor

import klankbord
from klankbord.settings import Settings

OURS = Path(klankbord.__file__).parent
DEEPEST = 6
"""So many places of ours are told of an error, the last first."""
_EMAIL = re.compile(r"[^\s@<>\"'=:,;()\[\]{}]+@[^\s@<>\"'=:,;()\[\]{}]+")
_PHONE = re.compile(r"(?<![\w.:-])[+(]?\d(?:[ ()/.-]{0,2}\d){8,}(?![\w:-])")
_WARNING = re.compile(r"^.*?:\d+: \w+")

_log = logging.getLogger(__name__)


def begin_log(settings: Settings) -> None:
    """Write the log to stderr from now on, as the settings say."""
    as_json = settings.log_format == "json"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_what_was_said,
        without_people,
    ]
    last: Processor = structlog.processors.JSONRenderer() if as_json else _in_a_line
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What libraries tell of their daily work may hold addresses with keys in them.
    root.setLevel(logging.WARNING)
    logging.getLogger("klankbord").setLevel(settings.log_level.upper())
    logging.captureWarnings(capture=True)
    sys.excepthook = _fell_over
    threading.excepthook = lambda told: _fell_over(
        told.exc_type, told.exc_value, told.exc_traceback
    )


def without_what_was_said(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Write of an error its kind and its place, and not its words."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    if isinstance(fault, BaseException):
        event["error"] = " < ".join(_kinds(fault))
        event["at"] = " < ".join(_places(fault))
    if event.get("logger") == "py.warnings":  # it quotes a line of code, or a value
        place = _WARNING.match(str(event["event"]))
        event["event"] = place[0] if place else "a warning"
    return event


def without_people(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Leave out whatever looks like an e-mail address or a telephone number."""
    for name, value in event.items():
        if isinstance(value, str) and name not in {"timestamp", "request"}:
            event[name] = _PHONE.sub("[nummer]", _EMAIL.sub("[e-mail]", value))
    return event


def _in_a_line(_logger: Any, _name: str, event: EventDict) -> str:
    """A line for somebody who reads."""
    when, level, said = event.pop("timestamp"), event.pop("level"), event.pop("event")
    event.pop("logger", None)
    rest = "".join(f" {name}={value}" for name, value in event.items())
    return f"{when} {level} {str(said).strip()}{rest}"


def _kinds(fault: BaseException) -> list[str]:
    """The kinds of an error and of what it came from, with the codes that a system gives."""
    kinds: list[str] = []
    seen: BaseException | None = fault
    while seen is not None and len(kinds) < DEEPEST:
        code = _code(seen)
        kinds.append(f"{type(seen).__name__}({code})" if code else type(seen).__name__)
        cause = getattr(seen, "orig", None)  # what the database itself said
        following = cause if isinstance(cause, BaseException) else seen.__cause__
        seen = following or (None if seen.__suppress_context__ else seen.__context__)
    return kinds


def _code(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.errno:
        return str(fault.errno)
    for name in ("sqlite_errorname", "sqlstate"):
        if code := getattr(fault, name, None):
            return str(code)
    return ""


def _places(fault: BaseException) -> list[str]:
    """Where it happened: places in our own code, and the very last wherever that is."""
    frames = list(traceback.walk_tb(fault.__traceback__))
    told = []
    for index, (frame, line) in enumerate(reversed(frames)):
        path = Path(frame.f_code.co_filename)
        ours = path.is_relative_to(OURS)
        if ours or index == 0:
            shown = path.relative_to(OURS) if ours else path.name
            told.append(f"{shown}:{line} {frame.f_code.co_name}")
    return told[:DEEPEST]


def _fell_over(
    kind: type[BaseException], fault: BaseException | None, _trace: TracebackType | None
) -> None:
    if fault is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        _log.critical("fell over", exc_info=fault)
