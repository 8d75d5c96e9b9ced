"""The log says what happened, where and when; never what was said, nor by whom."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from klankbord.service.running.logs import begin_log
from klankbord.settings import Settings

MARKED = "Zwaluwstaart"
Told = Callable[[], str]
log = logging.getLogger("klankbord.test")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What the log wrote so far; afterwards all is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("klankbord")
    before = root.handlers[:], root.level, ours.level, sys.excepthook, threading.excepthook
    so_far: list[str] = []

    def read() -> str:
        so_far.append(capsys.readouterr().err)
        return "".join(so_far)

    yield read
    logging.captureWarnings(capture=False)
    root.handlers[:], level, own, sys.excepthook, threading.excepthook = before
    root.setLevel(level)
    ours.setLevel(own)


def written(told: Told) -> list[dict[str, object]]:
    return [json.loads(line) for line in told().splitlines()]


def test_a_line_of_json_a_message(told: Told) -> None:
    begin_log(Settings(log_format="json"))
    log.warning("job %d waits", 12)
    (line,) = written(told)
    assert line.pop("timestamp")
    assert line == {"event": "job 12 waits", "level": "warning", "logger": "klankbord.test"}


def test_a_line_to_read_a_message(told: Told) -> None:
    begin_log(Settings())
    log.warning("job %d waits", 12, extra={"kind": "import"})
    (line,) = told().splitlines()
    assert line.split(" ", 1)[1] == "warning job 12 waits kind=import"


@pytest.mark.parametrize(
    ("level", "count"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)]
)
def test_from_which_level_on_is_a_setting(told: Told, level: str, count: int) -> None:
    begin_log(Settings(log_level=level))  # type: ignore[arg-type]
    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)("x")
    assert len(told().splitlines()) == count


def test_what_libraries_tell_of_their_daily_work_is_left_out(told: Told) -> None:
    begin_log(Settings(log_level="debug"))
    logging.getLogger("httpx2").info("HTTP Request: GET https://x/opname?token=geheim")
    assert told() == ""


def fail_deep() -> None:
    try:
        int(f"{MARKED} zei: bel me op 0612345678")
    except ValueError as fault:
        raise RuntimeError(MARKED) from fault


@pytest.mark.parametrize("form", ["json", "human"])
def test_of_an_error_its_kind_and_place_are_told_and_not_its_words(told: Told, form: str) -> None:
    begin_log(Settings(log_format=form))  # type: ignore[arg-type]
    try:
        fail_deep()
    except RuntimeError:
        log.exception("job 3 failed")
    said = told()
    assert "RuntimeError < ValueError" in said
    assert "test_logs.py:" in said
    assert "fail_deep" in said
    assert MARKED not in said
    assert "06123" not in said
    assert len(said.splitlines()) == 1


def test_an_error_of_the_database_tells_its_code_and_no_values(told: Told) -> None:
    begin_log(Settings())
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (a TEXT UNIQUE)"))
        put = text("INSERT INTO t VALUES (:a)")
        connection.execute(put, {"a": MARKED})
        try:
            connection.execute(put, {"a": MARKED})
        except DBAPIError:
            log.warning("not kept", exc_info=True)
    engine.dispose()
    said = told()
    assert "IntegrityError" in said
    assert "SQLITE_CONSTRAINT_UNIQUE" in said
    assert MARKED not in said
    assert "INSERT" not in said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("550 <lotte@kassahuis.example> unknown", "550 <[e-mail]> unknown"),
        ("to lotte.maes+x@kassahuis.example: no", "to [e-mail]: no"),
        ("call 0612345678 refused", "call [nummer] refused"),
        ("call +31 6 12 34 56 78 refused", "call [nummer] refused"),
        ("call (020) 123 45 67.", "call [nummer]."),
        ("020-123 45 67", "[nummer]"),
        ("job 12345678 (import) waits", "job 12345678 (import) waits"),
        ("2026-11-22T09:00:00", "2026-11-22T09:00:00"),
    ],
)
def test_addresses_and_numbers_are_left_out(told: Told, said: str, left: str) -> None:
    begin_log(Settings(log_format="json"))
    log.warning("%s", said, extra={"reason": said})
    (line,) = written(told)
    assert (line["event"], line["reason"]) == (left, left)


def test_a_warning_tells_its_place_alone(told: Told) -> None:
    begin_log(Settings(log_format="json"))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"a value: {MARKED}", UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = written(told)
    assert str(line["event"]).endswith(": UserWarning")
    assert MARKED not in told()


def test_who_falls_over_is_told_in_the_same_way(told: Told) -> None:
    begin_log(Settings())
    thread = threading.Thread(target=fail_deep)
    thread.start()
    thread.join()
    said = told()
    assert "critical fell over" in said
    assert MARKED not in said
