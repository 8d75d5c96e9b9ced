"""The small words of a language: who shares only these has not taken up what was said."""

from __future__ import annotations

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "nl": frozenset(
        # determiners, pronouns
        "de het een 't 'n t n die dat deze dit zo'n zulk zulke elk elke ieder iedere alle al geen "
        "ik 'k k mij me mijn m'n mn mezelf je jij jou jouw u uw uzelf ge gij hij ie hem 'm zij ze "
        "haar d'r dr zijn z'n zn zich zichzelf wij we ons onze jullie hen hun men iemand niemand "
        "iets niets niks wat wie welk welke waar hoe waarom wanneer hoezo hoeveel er 'r daar hier "
        "ergens nergens overal alles iedereen allemaal sommige ander andere zelf eigen beide "
        "waarvan waarmee waarop waarvoor waaraan waarbij waarin daarvan daarmee daarop daarvoor "
        "daaraan daarbij daarin ervan ermee erop ervoor eraan erbij erin hiervan hiermee hierop "
        # verbs without a content of their own
        "ben bent is was waren geweest wezen zijn heb hebt heeft hebben had hadden gehad word "
        "wordt worden werd werden geworden kan kun kunt kunnen kon konden gekund zal zul zult "
        "zullen zou zouden wil wilt willen wilde wilden wou moet moeten moest moesten mag mogen "
        "mocht mochten hoef hoeft hoeven ga gaat gaan ging gingen gegaan doe doet doen deed deden "
        "gedaan kom komt komen kwam kwamen gekomen laat laten liet lieten zeg zegt zeggen zei "
        "zeiden gezegd vind vindt vinden vond vonden gevonden denk denkt denken dacht dachten "
        "gedacht weet weten wist wisten geweten zie ziet zien zag zagen gezien maak maakt maken "
        "krijg krijgt krijgen kreeg gekregen zit zitten zat sta staat staan stond lig ligt liggen "
        "lag blijf blijft blijven bleef lijkt lijken bedoel bedoelt bedoelen snap snapt begrijp "
        "begrijpt begrijpen klopt heet heten kijk kijkt kijken hoor hoort horen "
        # prepositions, conjunctions
        "van in op aan met voor door bij naar om over uit tot te ten ter tegen tussen onder boven "
        "na sinds tijdens zonder per binnen buiten achter af mee toe heen terug langs vanaf via "
        "rond en of maar want dus dan als omdat doordat zodat terwijl toen totdat zodra hoewel "
        "tenzij mits noch ofwel "
        # adverbs, particles, listener's words
        "niet wel ook nog al toch even eens 'ns ns maar gewoon eigenlijk echt heel erg zeer best "
        "vrij redelijk nogal zo zoals nu straks toen altijd nooit soms vaak weer steeds meteen "
        "direct misschien waarschijnlijk zeker natuurlijk uiteraard tuurlijk inderdaad precies "
        "juist ongeveer bijna net pas alleen samen verder daarna eerst dadelijk ooit immers "
        "trouwens overigens helemaal vooral veel weinig meer minder meest minst te zelfs anders "
        "ja jaja nee neen nou goh ach och oh o ah aha hè he hoor zeg joh amai allee awel voilà "
        "oké oke ok okay goed prima mooi leuk fijn top super eh ehm euh euhm uh uhm hm hmm mm mmm "
        "hum mhm dag hallo hoi bedankt dank dankjewel alsjeblieft alstublieft graag sorry "
        "een twee drie vier vijf zes zeven acht negen tien elf twaalf honderd duizend "
        "keer stuk beetje ding dingen dinges paar soort manier geval moment tijd dag dagen week "
        "weken maand maanden jaar jaren uur uren mens mensen man vrouw meneer mevrouw".split()
    ),
    "en": frozenset(
        "the a an this that these those such each every all any some no none both either neither "
        "i i'm i've i'll i'd im ive me my mine myself you you're you've you'll you'd your yours "
        "yourself he he's him his she she's her hers it it's its itself we we're we've we'll we'd "
        "us our ours they they're they've they'll them their theirs who whom whose which what "
        "what's where when why how there there's here someone somebody something anyone anybody "
        "anything everyone everybody everything nobody nothing one ones other others another own "
        "be am is are was were been being isn't aren't wasn't weren't have has had having haven't "
        "hasn't hadn't do does did doing done don't doesn't didn't can could can't couldn't will "
        "would won't wouldn't shall should shouldn't may might must gonna wanna gotta let let's "
        "go goes going went gone get gets getting got make makes making made say says saying said "
        "tell told think thinks thinking thought know knows knowing knew see sees seeing saw seen "
        "come comes coming came take takes taking took want wants wanted need needs needed put "
        "mean means meant look looks looking looked seem seems guess suppose feel feels felt "
        "of in on at to for from with by about into over under between through during before "
        "after above below up down out off again against without within along across around and "
        "or but nor so yet if then else than because as until while though although since unless "
        "not also just really very quite pretty rather too much many more most less least few "
        "lot lots bit even still already always never often sometimes usually maybe perhaps "
        "probably certainly sure definitely exactly right well now later soon ago yesterday today "
        "tomorrow back away ever only actually basically literally like kind sort thing things "
        "stuff way yes yeah yep yup no nope nah oh ah uh um er erm hmm hm mm mhm okay ok alright "
        "great good nice fine cool cheers thanks thank please sorry hello hi hey bye "
        "one two three four five six seven eight nine ten eleven twelve hundred thousand "
        "time times day days week weeks month months year years hour hours people person man guy "
        "guys sir madam".split()
    ),
}
CALENDAR: dict[str, frozenset[str]] = {
    "nl": frozenset(
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april "
        "mei juni juli augustus september oktober november december ochtend morgen middag avond "
        "nacht vandaag gisteren overmorgen eergisteren weekend kwartaal voorjaar zomer najaar "
        "herfst winter lente kwart half kwartier minuut minuten vanmiddag vanavond vanmorgen "
        "maandagmorgen".split()
    ),
    "en": frozenset(
        "monday tuesday wednesday thursday friday saturday sunday january february march april "
        "may june july august september october november december morning afternoon evening "
        "night weekend quarter spring summer autumn fall winter half minute minutes noon tonight "
        "fortnight".split()
    ),
}
NUMBER: dict[str, str] = {
    "nl": r"(twin|der|veer|vijf|zes|zeven|tach|negen)tig|(der|veer|vijf|zes|zeven|acht|negen)tien"
    r"|honderd|duizend|miljoen|miljard|procent|^(euros?|cent|centen)$|^(derde|vierde|vijfde|zesde)$"
    r"|^half(een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)$",
    "en": r"^(twen|thir|for|fif|six|seven|eigh|nine)t(y|een)|hundred|thousand|million|billion"
    r"|percent|^(pounds?|euros?|dollars?|pence|cents?|quid|first|second|third|fourth|fifth)$",
}
"""The words that are numbers, or count something (a pattern over the folded word)."""
