"""Makes the models: `python -m training.train` (see README.md)."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from klankbord.dialogue.acts import ACTS, DIRECTED_ACTS, LABELS, acts_by
from klankbord.language.model import Model, write_model
from training.ask import learn_asks, read_talks, try_on_ifadv
from training.forms import words_of
from training.learn import Material, Options, gather, learn
from training.material import PACKS, Talk, read_calls, read_examples, read_phrases

FIRST = (
    "open_question closed_question price discount enthusiasm next_step_proposal objection".split()
)
OTHER = (
    "acknowledgement agreement_check answers_at_once assumption_probe buying_signal competitor "
    "compromise counter driver_probe explores_objection follow_up_question gives_back "
    "need next_step_commit pitch product reflection repeat_request self_focus status_quo"
).split()


OPTIONS = {"nl": Options(), "en": Options(phrase_weight=0.1, form_stretch=2.0)}
"""How a language is learned: a pack's phrase counts for little where few calls hold it in check,
and the marks of a turn are listened to as its words are."""
ENOUGH = 10
"""A label on fewer turns than this is left out of the mean over all."""


def read_all(language: str) -> list[Talk]:
    """Everything that there is to learn acts from."""
    return [*read_calls(language), *read_examples(language), *read_phrases(language)]


def held_apart(m: Material, folds: int = 4, dev: str = "abcd") -> list[set[int]]:
    """Numbers of the development calls, a set a fold."""
    calls = [k for k, t in enumerate(m.talks) if t.source == "call" and t.name[0] in dev]
    calls = [k for k in calls if k < m.origin.max() + 1]
    return [set(calls[k::folds]) for k in range(folds)]


def cross_validate(language: str, options: Options, dev: str) -> dict[str, float]:
    """Prints precision, recall and F1 a label on calls held apart."""
    m = gather(read_all(language), language)
    words = words_of(language)
    got, want, raw = [], [], []
    for fold in held_apart(m, 4, dev):
        out = np.isin(m.origin, list(fold))
        model = learn(m, words, ~out, options)
        rows = np.flatnonzero(out & ~m.copied)
        turns = m.turns[rows]
        got.append(acts_by(model, turns, rows))
        want.append(m.yes[rows])
        raw.append(np.array([m.talks[t].raw for t in m.talk[rows]]))
    return figures(np.concatenate(got), np.concatenate(want), np.concatenate(raw))


def figures(got: np.ndarray, want: np.ndarray, raw: np.ndarray) -> dict[str, float]:
    """A table of F1 a label, and the means."""
    f1 = {}
    print(f"{'':26}{'n':>5}{'P':>6}{'R':>6}{'F1':>6}{'raw':>6}{'punct':>6}")
    for k, label in enumerate(LABELS):
        g, w = got[:, k], want[:, k]
        hit = (g & w).sum()
        f1[label] = 2 * hit / max(g.sum() + w.sum(), 1)
        parts = [2 * (g & w)[r].sum() / max(g[r].sum() + w[r].sum(), 1) for r in (raw, ~raw)]
        print(
            f"{label:26}{w.sum():5}{hit / max(g.sum(), 1):6.2f}{hit / max(w.sum(), 1):6.2f}"
            f"{f1[label]:6.2f}{parts[0]:6.2f}{parts[1]:6.2f}"
        )
    plain = [label for label in ACTS if want[:, LABELS.index(label)].sum() >= ENOUGH]
    print(
        "means: first",
        round(float(np.mean([f1[x] for x in FIRST])), 4),
        "other",
        round(float(np.mean([f1[x] for x in OTHER])), 4),
        "all",
        round(float(np.mean([f1[x] for x in plain])), 4),
    )
    return f1


def examples_failing(m: Material, model: Model) -> dict[str, list[str]]:
    """Prints which examples of the packs the model gets wrong."""
    rows = np.flatnonzero(m.example & ~m.copied)
    hits = acts_by(model, m.turns, np.arange(len(m.turns)))
    last = np.append(m.talk[1:] != m.talk[:-1], True)
    bad: dict[str, list[str]] = {}
    total: dict[str, int] = {}
    for row in rows[last[rows]]:
        talk = m.talks[m.talk[row]]
        cue, kind, _ = talk.name.split()
        total[cue] = total.get(cue, 0) + 1
        wrong = hits[row, LABELS.index(cue)] != (kind == "yes")
        for way in DIRECTED_ACTS:
            if m.asked[row, LABELS.index(way)] and m.yes[row, LABELS.index(way)]:
                wrong |= not hits[row, LABELS.index(way)]
        if wrong:
            bad.setdefault(cue, []).append(f"{kind}: {' / '.join(x.text for x in talk.lines)}")
    print("examples failing:", sum(map(len, bad.values())), "of", sum(total.values()))
    for cue in sorted(total):
        print(f"  {cue:24}{len(bad.get(cue, ()))} of {total[cue]}")
    return bad


def main() -> None:
    """Trains, or with --check cross-validates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=("nl", "en"))
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--show", action="store_true", help="show the examples that fail")
    parser.add_argument("--dev", default="abcd", help="letters of the calls to be held apart")
    parser.add_argument("--ifadv", type=Path, help="try the model of questions on this file")
    for one in fields(Options):
        parser.add_argument(f"--{one.name}", type=type(one.default))
    language = parser.parse_known_args()[0].language
    parser.set_defaults(**asdict(OPTIONS[language]))
    args = parser.parse_args()
    options = Options(**{one.name: getattr(args, one.name) for one in fields(Options)})
    begin = time.perf_counter()
    if args.check:
        cross_validate(args.language, options, args.dev)
    else:
        m = gather(read_all(args.language), args.language)
        model = learn(m, words_of(args.language), np.ones(len(m.turns), bool), options)
        data = write_model(model)
        (PACKS / args.language / "model.npz").write_bytes(data)
        print(len(data), "bytes", len(model.keys), "keys", len(model.others), "shared")
        asking = learn_asks(read_talks(args.language), words_of(args.language), options)
        data = write_model(asking)
        (PACKS / args.language / "asks.npz").write_bytes(data)
        print(len(data), "bytes of the model of questions")
        if args.ifadv:
            try_on_ifadv(asking, args.ifadv)
        bad = examples_failing(m, model)
        if args.show:
            for cue, texts in sorted(bad.items()):
                for text in texts:
                    print(f"{cue}: {text}")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
