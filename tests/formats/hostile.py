"""Files that are made to hurt: read or refused, in little time and memory."""

import json
from collections.abc import Callable

from klankbord.formats.asides import SIGNED

MANY = 100_000


def cue(number: int, text: str) -> str:
    """A cue at this second, until the last of 48 hours."""
    minutes, seconds = divmod(number, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.000 --> 47:59:59.999\n{text}\n\n"


def people(number: int) -> str:
    """Our own JSON with a turn of each of so many people."""
    parties = [{"id": str(n)} for n in range(number)]
    turns = [{"party": party["id"], "text": "Ja."} for party in parties]
    return json.dumps({"klankbord": 1, "parties": parties, "turns": turns})


HOSTILE: dict[str, Callable[[], str]] = {
    "names of colons": lambda: "".join(
        f"Lotte: {n}: a: b: c: d: e: f: g: h\n" for n in range(MANY)
    ),
    "colons after times": lambda: "".join(f"0:00 a{n}: b{n}: c{n}: d{n}: e\n" for n in range(MANY)),
    "10,000 speakers": lambda: "".join(f"0:00-0:01 Spreker {n}: Ja.\n" for n in range(10_000)),
    "10,000 voices": lambda: "WEBVTT\n\n" + "".join(cue(0, f"<v {n}>Ja.") for n in range(10_000)),
    "10,000 parties": lambda: people(10_000),
    "one long turn": lambda: "0:00 Lotte: Ja.\n" + "en nog iets,\n" * MANY,
    "one long turn without times": lambda: "# titel: x\nLotte: Ja.\n" + "en nog iets,\n" * MANY,
    "many short turns": lambda: "Lotte: Ja.\nKarel: Ja.\n" * (MANY // 2),
    "many sellers": lambda: "# verkoper: " + "Lotte, " * MANY + "\n0:00 Lotte: Ja.\n",
    "many quotes": lambda: "# verkoper: " + '"' * MANY + "\n0:00 Lotte: Ja.\n",
    "many remarks": lambda: "".join(f"# {n}: x\n" for n in range(MANY)),
    "cues of 48 hours": lambda: "WEBVTT\n\n" + "".join(cue(n, f"a{n}: b: c") for n in range(MANY)),
    "one cue of many lines": lambda: "WEBVTT\n\n" + cue(0, "ja\n" * MANY),
    "open voices": lambda: "WEBVTT\n\n" + cue(0, "<v " * MANY),
    "a voice of spaces": lambda: "WEBVTT\n\n" + cue(0, "<v" + " " * MANY),
    "many voices": lambda: "WEBVTT\n\n" + cue(0, "<v Lotte>a" * MANY),
    "open tags": lambda: "WEBVTT\n\n" + cue(0, "<a" * MANY + "<" * MANY + "&#" * MANY),
    "open laughter": lambda: "WEBVTT\n\n" + cue(0, "(" * MANY + "lach" + "a" * MANY),
    "arrows": lambda: "WEBVTT\n\n" + "-->" * MANY,
    "long times": lambda: "WEBVTT\n\n" + "0" * MANY + " --> " + "0" * MANY,
    "blank lines": lambda: "WEBVTT\n" + "\n" * 1_000_000,
    "subtitles without end": lambda: "1\n" + "".join(cue(n, "Ja,") for n in range(MANY)),
    "segments of 48 hours": lambda: json.dumps([{"start": 0, "end": 172_800, "text": "a"}] * MANY),
    "words": lambda: json.dumps({"text": "", "words": [{"word": "a", "start": 172_799}] * MANY}),
    "words without times": lambda: json.dumps({"text": "", "words": [{"word": "a"}] * MANY}),
    "small lists": lambda: json.dumps({"x": [[[]]] * MANY}),
    "a string that breaks off": lambda: '{"klankbord": 1, "a": "' + "\\u0041" * MANY,
    "spaces": lambda: " " * 1_000_000,
    "brackets": lambda: "[" * 1_000_000,
    "asides": lambda: f"{SIGNED}\n\nS00: " + "a //S01: b " * MANY,
    "open asides": lambda: f"{SIGNED}\n\nS00: " + "//a" * MANY + " //" * MANY,
    "asides in captions": lambda: (
        f"WEBVTT\n\nNOTE {SIGNED}\n\n"
        + "".join(cue(n, f"<v //S{n % 7}>a //S0: b") for n in range(10_000))
    ),
    "paragraphs": lambda: f"{SIGNED}\n\n" + "S00: [00:00:01] Ja.\n\n" * (MANY // 2),
    "open tags in a page": lambda: f"<html>{SIGNED}</p>" + "<a" * MANY + "<!--" * MANY,
    "anchors": lambda: f"<html>{SIGNED}</p>S00: " + '<a name="ts_1_2_S" >a' * MANY,
    "asides with anchors": lambda: (
        f"<html>{SIGNED}</p>S00: " + '<a name="ts_1_2_S" >a //S01: b // ' * (MANY // 4)
    ),
    "heads of Otter": lambda: "Lotte  0:04\nJa.\n\n" * MANY,
    "spaces before a time": lambda: "a" + " " * MANY + "0:04\nJa.",
    "quotes of Praat": lambda: '"ooTextFile"\n"TextGrid"\n' + '"' * (2 * MANY + 1),
    "numbers of Praat": lambda: '"ooTextFile"\n"TextGrid"\n' + "1" * MANY + " " + "1 " * MANY,
    "more tiers than there are": lambda: f'"ooTextFile"\n"TextGrid"\n0 1 <exists> {10**9}\n',
    "tiers": lambda: (
        f'"ooTextFile"\n"TextGrid"\n0 1 <exists> {MANY}\n'
        + "".join(f'"IntervalTier" "a{n}" 0 1 1 0 1 "ja"\n' for n in range(MANY))
    ),
    "entities": lambda: (
        '<!DOCTYPE a [<!ENTITY a "ja">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]><ANNOTATION_DOCUMENT>&j;</ANNOTATION_DOCUMENT>"
    ),
    "deep XML": lambda: "<ANNOTATION_DOCUMENT>" + "<TIER>" * MANY,
    "attributes": lambda: "<ANNOTATION_DOCUMENT " + "".join(f'a{n}="" ' for n in range(MANY)),
    "words of a recogniser": lambda: json.dumps(
        {
            "results": {
                "channels": [
                    {
                        "alternatives": [
                            {
                                "words": [
                                    {"word": "a", "start": n % 9, "end": 0, "speaker": n % 400}
                                    for n in range(MANY)
                                ]
                            }
                        ]
                    }
                ]
            }
        }
    ),
    "utterances of everybody": lambda: json.dumps(
        {
            "audio_url": "",
            "utterances": [
                {"start": 0, "end": 1, "text": "a", "speaker": str(n), "channel": str(n % 3)}
                for n in range(MANY)
            ],
        }
    ),
    "one line of colons": lambda: "a:" * 1_000_000,
}
