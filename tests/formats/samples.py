"""More samples of the formats, with what their own samples have not: for the fuzz."""

import json

from klankbord.formats import (
    aws_analytics,
    aws_transcribe,
    azure,
    deepgram,
    elan,
    gong,
    google,
    noscribe,
    notation,
    otter,
    ours,
    plain,
    speechmatics,
    srt,
    textgrid,
    webvtt,
    whisper,
)

MORE = {
    webvtt.ID: """\
WEBVTT - Kassa's
Language: nl

NOTE
Zaterdag

1
00:00.400 --> 00:02.900 align:start
<v.luid Maes, Lotte>Hoe <i>gaat &amp; dat</i></v><v //Karel>Tja</v>
2
01:00:03,400 --> 00:00:07.100
Karel: (pauze)
""",
    srt.ID: """\
00:00:00,400 --> 00:00:02,900
[SPEAKER_00]: Hoe gaat dat nu?
00:00:02,900 --> 00:00:02,900
Sales: Lotte: Bestand --> Opslaan
""",
    whisper.ID: json.dumps(
        {
            "text": "Hoe dan?",
            "language": "dutch",
            "words": [
                {"word": "Hoe", "start": 0.0, "end": 0.4, "speaker": "A"},
                {"word": "dan?", "start": 0.4},
            ],
        }
    ),
    "whisper.cpp": json.dumps(
        {
            "result": {"language": "nl"},
            "transcription": [
                {"offsets": {"from": 400, "to": 2900}, "text": " Hoe?", "speaker": "0"},
            ],
        }
    ),
    gong.ID: json.dumps(
        {
            "callTranscripts": [
                {
                    "callId": "77",
                    "transcript": [
                        {
                            "speakerId": 64,
                            "sentences": [{"start": 0.4, "end": 2.9, "text": "Hoe gaat dat nu?"}],
                        }
                    ],
                },
                {"callId": 78, "transcript": []},
            ],
            "calls": [
                {
                    "metaData": {"id": "77", "title": "Kassa's", "started": "2026-11-19T10:04:00Z"},
                    "parties": [{"speakerId": "64", "emailAddress": "l@kassa.example"}],
                }
            ],
        }
    ),
    ours.ID: json.dumps(
        {
            "klankbord": 1,
            "id": "x",
            "end_ms": 9000,
            "source": {"overlap": True, "laughter": None},
            "parties": [{"id": "S", "name": "Lotte", "number": "+32"}],
            "turns": [
                {
                    "party": "S",
                    "text": "Hoe",
                    "start_ms": 0,
                    "end_ms": None,
                    "words": [{"text": "Hoe", "start_ms": 0, "end_ms": 400}],
                },
                {"party": "S", "text": "", "start_ms": None, "end_ms": None},
            ],
        }
    ),
    notation.ID: """\
# titel: Kassa's
# wanneer: 2026-11-19T10:04:00+01:00
# verkoper: "Maes, Lotte", Jan
# klant: Karel
# onbekend: "Sales: Piet"
# einde: 1:00:00.5
0:00-0:02.5 Maes, Lotte: Hoe
gaat dat?
0:03 Karel: Druk.
0:03 – 0:04 Jan: Ja.
0:04-0:04 "Sales: Piet": Nee.
0:05 ?: Tja.
""",
    plain.ID: """\
# titel: Kassa's
# verkoper: Lotte

Lotte:
Hoe gaat dat nu?

[Karel]: Druk.
""",
}
MORE |= {
    deepgram.ID: json.dumps(
        {
            "results": {
                "channels": [{"alternatives": []}],
                "utterances": [
                    {
                        "start": 0.4,
                        "end": 2.9,
                        "transcript": "Hoe gaat dat nu?",
                        "channel": channel,
                        "speaker": speaker,
                        "words": [{"word": "hoe", "start": 0.4, "end": 0.7, "speaker": speaker}],
                    }
                    for channel, speaker in ((0, 0), (0, 1), (1, 0))
                ],
            }
        }
    ),
    aws_transcribe.ID: json.dumps(
        {
            "results": {
                "transcripts": [],
                "items": [],
                "channel_labels": {
                    "channels": [
                        {
                            "channel_label": label,
                            "items": [
                                {
                                    "type": kind,
                                    "start_time": "0.4",
                                    "end_time": "0.7",
                                    "alternatives": [{"content": "Hoe"}],
                                }
                                for kind in ("pronunciation", "punctuation")
                            ],
                        }
                        for label in ("ch_0", "ch_1")
                    ]
                },
            }
        }
    ),
    aws_analytics.ID: json.dumps(
        {
            "Participants": [{"ParticipantId": "x", "ParticipantRole": "CUSTOMER"}],
            "Transcript": [{"ParticipantId": "x", "Content": "Druk."}],
        }
    ),
    azure.ID: json.dumps(
        [
            {
                "RecognitionStatus": "Success",
                "Offset": 4000000,
                "Duration": 5000000,
                "SpeakerId": "Guest-1",
                "NBest": [
                    {
                        "Display": "Hoe?",
                        "Words": [{"Word": "hoe", "Offset": 4000000, "Duration": 10}],
                    }
                ],
            },
            {"RecognitionStatus": "NoMatch", "Offset": 0, "Duration": 0},
        ]
    ),
    speechmatics.ID: json.dumps(
        {
            "job": {"lang": "nl", "duration": 8},
            "speakers": [{"name": "F1", "time": "0.00", "duration": "2.0"}],
            "words": [
                {"name": "Hoe", "time": "0.40", "duration": "0.3"},
                {"name": "?", "time": "0.70", "duration": "0.0"},
            ],
        }
    ),
    "speechmatics channels": json.dumps(
        {
            "job": {"duration": 8.5},
            "results": [
                {
                    "type": "word",
                    "channel": label,
                    "start_time": 0.4,
                    "end_time": 0.7,
                    "alternatives": [{"content": "Hoe", "speaker": "UU"}],
                }
                for label in ("Agent", "Customer")
            ],
        }
    ),
    google.ID: json.dumps(
        {
            "results": [
                {
                    "channelTag": 1,
                    "alternatives": [
                        {
                            "transcript": "Hoe",
                            "words": [{"word": "Hoe", "startOffset": "0.4s", "speakerLabel": "1"}],
                        }
                    ],
                },
                {"alternatives": [{"transcript": "Druk."}]},
            ]
        }
    ),
    noscribe.ID: """\
<html ><head ><style type="text/css" >p { color: red; }</style></head>
<body ><p >Kassa's</p><p >Transcribed with noScribe vers. 0.7<br />(Language: Dutch)</p>
<p ><a name="ts_0_400_" >(2 seconds pause) </a></p>
<p ><a name="ts_400_2900_S00" >S00: <span >[00:00:00]</span> Hoe gaat &amp; dat nu?</a>
<a name="ts_2000_2400_//S01" > //S01: Tja.</a><a name="ts_2900_3000_S00" >// [00:01:00] Zo.</a></p>
<p ><a name="ts_3400_7100_S01"></a>S01: Druk.</p></body></html>
""",
    "noscribe text": """\
Kassa's

Transcribed with noScribe vers. 0.7

S00: [00:00:02] Hoe //S01: Tja. // gaat dat //S01: Nee //S02: Ja

en verder?

S01: [00:00:05] Druk.
""",
    "noscribe vtt": """\
WEBVTT Kassa's

NOTE
Transcribed with noScribe vers. 0.7

00:00.400 --> 00:02.900
<v S00>Hoe //S01: Tja. // gaat dat?

00:03.400 --> 00:07.100
<v //S00>Druk. //S00: Ja.//
""",
    otter.ID: """\
Unknown Speaker  0:04
Hoe gaat dat nu?

En verder:  niets

Karel Vermeulen  1:00:07
Druk.
""",
    textgrid.ID: """\
"ooTextFile short"
"TextGrid" ! kort
0
7.4
<exists>
3
"IntervalTier" "Lotte - words" 0 7.4 2
0.4 0.9 "Hoe"
0.9 2.9 ""
"IntervalTier" "Lotte - phones" 0 7.4 1 0 7.4 "u"
"TextTier" "klik" 0 7.4 1
3 "zei ""ja"" dus"
""",
    elan.ID: """\
<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="400"/>
<TIME_SLOT TIME_SLOT_ID="b"/></TIME_ORDER><TIER TIER_ID="Lotte"><ANNOTATION>
<ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>Hoe &amp; &#x77;at?
</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID="x" PARENT_REF="Lotte">
<ANNOTATION><REF_ANNOTATION ANNOTATION_REF="a"><ANNOTATION_VALUE>How?</ANNOTATION_VALUE>
</REF_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>
""",
}
