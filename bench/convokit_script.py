"""Run by a Python that has ConvoKit: `convokit_script.py CALLS.json ROUNDS` prints its times.

It stands apart from the rest of the bench, so that the two need not share an environment.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> int:
    try:
        convokit: Any = importlib.import_module("convokit")
    except ImportError:
        print("ConvoKit is not installed", file=sys.stderr)
        return 1
    calls = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    build, transform = [], []
    for _ in range(int(sys.argv[2])):
        begin = time.perf_counter()
        corpus = build_corpus(convokit, calls)
        built = time.perf_counter()
        convokit.TalkTimeSharing(remove_first_last_utt=False).transform(corpus)
        build.append(built - begin)
        transform.append(time.perf_counter() - built)
    version = importlib.metadata.version("convokit")
    print(json.dumps({"build": build, "transform": transform, "version": version}))
    return 0


def build_corpus(convokit: Any, calls: list[list[dict[str, Any]]]) -> Any:
    utterances = []
    for number, turns in enumerate(calls):
        speakers = {
            name: convokit.Speaker(id=f"{number}-{name}") for name in {t["speaker"] for t in turns}
        }
        for place, turn in enumerate(turns):
            utterances.append(
                convokit.Utterance(
                    id=f"{number}-{place}",
                    speaker=speakers[turn["speaker"]],
                    conversation_id=f"{number}-0",
                    reply_to=f"{number}-{place - 1}" if place else None,
                    timestamp=turn["start"],
                    text=turn["text"],
                    meta={
                        "start": turn["start"],
                        "stop": turn["stop"],
                        "utt_group": f"group{turn['group']}",
                    },
                )
            )
    return convokit.Corpus(utterances=utterances)


if __name__ == "__main__":
    sys.exit(main())
