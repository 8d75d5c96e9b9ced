"""What the reader of a recording must know: codes in its provenance, and a sentence for each."""

from __future__ import annotations

from klankbord.i18n import N_

OF_SOUND = frozenset({"same_twice", "silent_channel", "echo", "cut_short", "noisy"})
"""What is told of the sound itself; the rest says what that means for figures."""
NOTES: dict[str, str] = {
    "sound_alone": N_(
        "Dit is aan de stemmen gemeten, zonder woorden; een stem van minder dan 0,7 s geldt "
        "als luistersignaal."
    ),
    "one_channel": N_(
        "Iedereen staat op één kanaal. Wie er spreekt, moet dan uit de stemmen zelf blijken, en "
        "dat is hier niet uitgezocht; cijfers per kant ontbreken daarom."
    ),
    "told_apart": N_(
        "Iedereen staat op één kanaal; wie er sprak, is uit de stemmen zelf opgemaakt en kan mis "
        "zijn. Waar dat niet te horen was, staat er een onbekende spreker."
    ),
    "same_twice": N_("Op beide kanalen staat hetzelfde; ze tellen als één kanaal."),
    "silent_channel": N_("Op minstens één kanaal is niets te horen."),
    "echo": N_("De ene stem klonk door op het kanaal van de ander; die echo telt niet mee."),
    "cut_short": N_("De opname breekt eerder af dan het bestand zelf zegt."),
    "noisy": N_("Het geluid is niet schoon; een model heeft spraak van ruis onderscheiden."),
}
