"""What the reader sees for each cue; the keys are the names of the cue packs."""

from __future__ import annotations

from klankbord.i18n import LANGUAGES

CUE_NAMES: dict[str, tuple[str, str]] = {
    # what a listener does, and what surrounds the business
    "backchannel": ("luistersignaal", "listening signal"),
    "filler": ("aarzeling", "hesitation"),
    "laughter": ("lach", "laughter"),
    "repeat_request": ("verzoek om herhaling", "request to repeat"),
    "greeting": ("groet", "greeting"),
    "small_talk": ("praatje", "small talk"),
    "spoken_notice": ("melding van opname", "notice of recording"),
    "interruption": ("onderbreking", "interruption"),
    "known_of_customer": ("iets wat al bekend was", "something known already"),
    # what a seller does with what the customer says
    "acknowledgement": ("erkenning", "acknowledgement"),
    "reflection": ("weergave", "reflection"),
    "agreement_check": ("vraag om instemming", "check for agreement"),
    "invitation": ("uitnodiging om te spreken", "invitation to speak"),
    "information": ("informatie", "information"),
    "advice": ("advies", "advice"),
    # whom the words are about
    "self_word": ("woord voor zichzelf", "word for oneself"),
    "you_word": ("woord voor de ander", "word for the other"),
    "shared_we": ("gedeeld ‘wij’", "shared ‘we’"),
    # questions
    "open_question": ("open vraag", "open question"),
    "closed_question": ("gesloten vraag", "closed question"),
    "follow_up_question": ("doorvraag", "follow-up question"),
    "assumption_probe": ("vraag naar een aanname", "question about an assumption"),
    "driver_probe": ("vraag naar een drijfveer", "question about a driver"),
    "history_question": ("vraag hoe het zo kwam", "question how it came to be"),
    "gives_back": ("vraag teruggegeven", "question given back"),
    "answers_at_once": ("meteen antwoord", "answer at once"),
    # objections, and how a setback is explained
    "objection": ("bezwaar", "objection"),
    "counter": ("weerwoord", "counter"),
    "explores_objection": ("bezwaar onderzocht", "objection explored"),
    "rebuff": ("afwijzing", "rebuff"),
    "status_quo": ("zoals het is", "as it is now"),
    "obstacle": ("obstakel", "obstacle"),
    "decision_process": ("besluitvorming", "decision process"),
    "permanent": ("voor altijd", "for ever"),
    "pervasive": ("overal zo", "true everywhere"),
    "personal": ("ligt aan mij", "down to me"),
    # the offer
    "pitch": ("pitch", "pitch"),
    "product": ("eigen aanbod", "own offer"),
    "self_focus": ("over zichzelf", "about oneself"),
    "enthusiasm": ("enthousiasme", "enthusiasm"),
    "need": ("behoefte", "need"),
    "price": ("prijs", "price"),
    "discount": ("korting", "discount"),
    "compromise": ("compromis", "compromise"),
    "competitor": ("concurrent", "competitor"),
    "competitor_negative": ("ongunstig over een concurrent", "against a competitor"),
    "advises_against": ("afraden", "advice against"),
    # what comes next
    "next_step_proposal": ("volgende stap voorgesteld", "next step proposed"),
    "next_step_commit": ("volgende stap toegezegd", "next step agreed"),
    "closing": ("vraag om het akkoord", "asks for the yes"),
    "buying_signal": ("koopsignaal", "buying signal"),
    "own_reason": ("eigen reden", "own reason"),
    "driver_stated": ("drijfveer", "driver"),
}
"""Dutch and English, in the order of `i18n.LANGUAGES`."""


DIRECTION_NAMES: dict[str, tuple[str, str]] = {
    "stay": ("blijven zoals het is", "to stay as it is"),
    "move_to_us": ("naar jou toe", "towards you"),
    "move_elsewhere": ("naar een ander", "towards somebody else"),
}
"""Where a driver goes (`packs.DIRECTIONS`)."""


def cue_name(cue: str, language: str, direction: str = "") -> str:
    """A cue in the reader's language, with where it goes; one not in the table, by its own name."""
    place = LANGUAGES.index(language)
    name = CUE_NAMES[cue][place] if cue in CUE_NAMES else cue.replace("_", " ")
    if direction not in DIRECTION_NAMES:
        return name
    return f"{name} ({DIRECTION_NAMES[direction][place]})"
