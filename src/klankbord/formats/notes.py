"""What a reader inferred, as codes in the provenance, and the sentence for each."""

from __future__ import annotations

from klankbord.i18n import N_

NOTES: dict[str, str] = {
    "windows_1252": N_("De tekst was geen UTF-8 en is gelezen als Windows-1252."),
    "unnamed_speakers": N_("Niet elke spreker heeft een naam; die beurten horen bij geen kant."),
    "gong_ms": N_("De tijden zijn gelezen als milliseconden."),
    "gong_seconds": N_("De tijden zijn gelezen als seconden: als milliseconden sprak men te snel."),
    "silent_calls": N_("In het bestand staan ook gesprekken zonder tekst; die zijn overgeslagen."),
    "voices_split": N_(
        "Waar één ondertitel meer stemmen had, is de tijd naar het aantal letters verdeeld."
    ),
    "blank_lines": N_(
        "Binnen een ondertitel stond een lege regel; de tekst eronder hoort er nog bij."
    ),
    "segments_split": N_("Waar de woorden van een stuk van spreker wisselen, is het daar geknipt."),
    "segments_whole": N_(
        "In een stuk wisselen de woorden van spreker, maar samen zijn ze de tekst niet; "
        "dat stuk is heel gebleven."
    ),
    "colons_in_turn": N_(
        "Een regel met een dubbele punt die niet als naam te lezen is, hoort bij de beurt erboven."
    ),
    "backward_times": N_(
        "Van minstens één stuk lag het einde voor het begin; dat stuk heeft nu geen lengte."
    ),
    "language_assumed": N_(
        "Te weinig woorden om te zien welke taal het is; gelezen als de taal van je instellingen."
    ),
    "asides_shared": N_(
        "Wat iemand door een ander heen zei, kreeg zijn tijd naar het aantal letters."
    ),
    "noscribe_vtt": N_(
        "In een vtt van noScribe is de tijd van een beurt die van haar laatste zin, en staat er "
        "niet altijd bij van wie ze is; in het html-bestand staat het wel."
    ),
    "tiers_left_out": N_(
        "Lagen met punten, klanken of een uitleg bij een andere laag tellen niet mee."
    ),
    "pauses_left_out": N_("Regels die alleen een pauze noemen, zijn geen beurten."),
}
