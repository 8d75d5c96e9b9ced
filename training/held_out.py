"""What models say of calls that they had not seen: `python -m training.held_out nl`.

Writes `held_out/<language>.json` (the acts of every labelled call, each by a model trained on the
calls of the other folds) and, of these, the precision of every act that
`klankbord.language.precision` tells a report by.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from klankbord.dialogue.acts import ACTS, DIRECTED_ACTS, LABELS, acts_by
from training.forms import words_of
from training.learn import gather, learn
from training.material import PACKS
from training.train import OPTIONS, held_apart, read_all

HERE = Path(__file__).parent
FOLDS = {"nl": 8, "en": 10}
FEWEST = 10
"""An act with fewer hits on calls held apart is told of as if it were never right."""


def main() -> None:
    """Trains once a fold, and writes what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=tuple(FOLDS))
    language = parser.parse_args().language
    options = OPTIONS[language]
    m = gather(read_all(language), language)
    words = words_of(language)
    every = "".join({t.name[0] for t in m.talks if t.source == "call"})
    acts: dict[str, list[list[str]]] = {}
    hits, right = np.zeros(len(LABELS)), np.zeros(len(LABELS))
    for fold in held_apart(m, FOLDS[language], every):
        out = np.isin(m.origin, list(fold))
        model = learn(m, words, ~out, options)
        rows = np.flatnonzero(out & ~m.copied)
        got = acts_by(model, m.turns[rows], rows)
        hits += got.sum(axis=0)
        right += (got & m.yes[rows]).sum(axis=0)
        for talk in np.unique(m.talk[rows]):
            own = got[m.talk[rows] == talk]
            acts[m.talks[talk].name] = [[LABELS[k] for k in np.flatnonzero(r)] for r in own]
        print(f"{len(acts)} calls", flush=True)
    kept = {"folds": FOLDS[language], "calls": dict(sorted(acts.items()))}
    file = HERE / "held_out" / f"{language}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(kept, separators=(",", ":")) + "\n", "utf-8")
    precision = {
        label: round(float(right[k] / hits[k]), 3) if hits[k] >= FEWEST else 0.0
        for k, label in enumerate(LABELS)
        if label in (*ACTS, *DIRECTED_ACTS)
    }
    text = json.dumps(precision, indent=1) + "\n"
    (PACKS / language / "precision.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
