"""The course of a call: where it begins, what was spoken about first, what followed on what.

Everything here is made of acts and words that were found before (`acts`, `language`), as columns
on turns: a row number stands for the turn that it points to, null where there is none.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from klankbord.dialogue.rows import NONE, Flags, Ints, first_rows, latest, nullable

OPENING_MS = 90_000
"""So much after the greetings is the opening."""
SHORT_WORDS = 5
"""A shorter turn that neither asks nor tells of itself does not begin the talk."""
AGREED_WITHIN = 8
"""A customer agrees to a step that was proposed at most so many turns before."""
ECHO_TURNS = 3
"""Enthusiasm that comes at most so many turns after somebody else's may be an echo of it."""
LAUGHED_WITHIN = 3
"""Laughter within so many turns of the other side's laughter was not started."""


def with_course(turns: pl.DataFrame) -> pl.DataFrame:
    """Turns with the columns of the course.

    Args:
        turns: with the floor, the links, a boolean column an act, and the counts self_words,
            you_words and laughs.

    What comes: opens (the seller's first turn past greetings, small talk and answers: it asks, or
    speaks of something), opening (the seller's turns in the 90 s from when anybody first did so),
    closes (the seller's first closing); the first rows of their kind in the call need_row,
    obstacle_row, decision_row, own_price_row (the seller's), price_row (anybody's), known_row (the
    seller names something known of the customer); first_product,
    first_price, first_rebuff (whether this turn is the seller's first talk of product or price,
    the customer's first rebuff); step_row (the proposal that a customer's first agreement is to),
    echo_row (the seller's enthusiasm within 3 turns before), priced_row (the seller's last price
    before this turn), objected_row (the customer's last objection, or wish for a discount, since
    that price), starts_laughing.
    """
    course = _Course(turns)
    return turns.with_columns(**course.beginnings(), **course.firsts(), **course.links())


class _Course:
    def __init__(self, turns: pl.DataFrame) -> None:
        self.turns = turns
        self.rows = np.arange(turns.height)
        self.first = first_rows(turns["call"].to_numpy())
        self.seller = self._is("side", "seller")
        self.customer = self._is("side", "customer")
        self.held = turns["substantive"].to_numpy()

    def _is(self, column: str, value: str) -> Flags:
        result: Flags = (self.turns[column] == value).to_numpy()
        return result

    def act(self, name: str) -> Flags:
        result: Flags = self.turns[name].to_numpy()
        return result

    def beginnings(self) -> dict[str, pl.Series]:
        """Where the talk itself begins."""
        greets, chats = self.act("greeting"), self.act("small_talk")
        of_self = self.act("self_focus") | self.act("pitch")
        of_them = (self.turns["you_words"] > 0) & (self.turns["self_words"] == 0)
        closed = self.act("closed_question") & (~chats | of_them.to_numpy())
        asks = ~greets & (self.act("open_question") | closed)
        long = self.turns["words_said"].to_numpy() >= SHORT_WORDS
        answers = self.act("answers_at_once") | (self._was_asked() & ~asks)
        talk = self.held & ~self.act("spoken_notice") & ~answers
        talk &= of_self | asks | (long & ~greets & ~chats)
        talk |= self.held & of_self
        start = self.turns["start_ms"].fill_null(0).to_numpy()
        begin = self._first_of(talk)
        timed = self.turns["start_ms"].is_not_null().to_numpy()
        soon = (begin != NONE) & (self.rows >= begin) & (start < start[begin] + OPENING_MS)
        soon &= timed & timed[begin]
        return {
            "opens": pl.Series(self.rows == self._first_of(talk & self.seller)),
            "opening": pl.Series(self.seller & soon),
            "closes": pl.Series(self.rows == self._first_of(self.act("closing"))),
        }

    def _was_asked(self) -> Flags:
        """Which turns come on a question of the other side."""
        prior = self.turns["prior"].fill_null(0).to_numpy()
        comes_on = self.turns["prior"].is_not_null().to_numpy()
        asked: Flags = comes_on & self.act("question")[prior]
        return asked

    def firsts(self) -> dict[str, pl.Series]:
        """The first of each sort in the call."""
        own_price = self.act("price") & self.seller
        named = {
            "need_row": self.act("need"),
            "obstacle_row": self.act("obstacle") | self.act("objection"),
            "decision_row": self.act("decision_process"),
            "own_price_row": own_price,
            "price_row": self.act("price"),
            "known_row": self.act("known_of_customer") & self.seller,
        }
        product = (self.act("product") | self.act("pitch")) & self.seller
        is_first = {"product": product, "price": own_price, "rebuff": self.act("rebuff")}
        return {name: self._row(self._first_of(mask)) for name, mask in named.items()} | {
            f"first_{name}": pl.Series(self.rows == self._first_of(mask))
            for name, mask in is_first.items()
        }

    def links(self) -> dict[str, pl.Series]:
        """What follows on what."""
        proposes = self.act("next_step_proposal")
        step = np.where(proposes & self.customer, self.rows, latest(proposes, self.first))
        agrees = self.act("next_step_commit") & self.customer
        agrees &= (step != NONE) & (self.rows - step <= AGREED_WITHIN)
        agreed = self.rows == self._first_of(agrees)

        keen = self.act("enthusiasm")
        echo = latest(keen & self.seller, self.first)
        echoes = keen & self.customer & (echo != NONE) & (self.rows - echo <= ECHO_TURNS)

        priced = latest(self.act("price") & self.seller, self.first)
        resists = self.act("objection") | self.act("discount")
        objected = latest(resists & self.customer, self.first)
        laughs = self.turns["laughs"].to_numpy() > 0
        other = latest(laughs & self.seller, self.first)
        recent = (other != NONE) & (self.rows - other <= LAUGHED_WITHIN)
        return {
            "step_row": self._row(np.where(agreed, step, NONE)),
            "echo_row": self._row(np.where(echoes, echo, NONE)),
            "priced_row": self._row(priced),
            "objected_row": self._row(np.where(objected > priced, objected, NONE)),
            "starts_laughing": pl.Series(laughs & self.customer & ~recent),
        }

    def _first_of(self, mask: Flags) -> Ints:
        """For each row, the first row of its call under the mask, else NONE."""
        found = np.flatnonzero(mask)
        at = np.searchsorted(found, self.first)
        row = np.append(found, NONE)[at]
        same = (row != NONE) & (self.first[row] == self.first)
        return np.where(same, row, NONE)

    def _row(self, rows: Ints) -> pl.Series:
        return nullable(rows, rows != NONE).cast(pl.UInt32)
