"""The questions of a review in words: as one is asked them, and as what one wrote is headed."""

from __future__ import annotations

from klankbord.i18n import N_, Translate

ASKED: dict[str, str] = {
    "did": N_("Wat deed je hier?"),
    "otherwise": N_("Wat zou je nu anders doen?"),
    "weak": N_("Wat is in dit gesprek jouw zwakke plek?"),
    "saw": N_("Wat zag je hier?"),
    "would_try": N_("Wat zou jij hier proberen?"),
    "admires": N_("Wat bewonder je in dit gesprek?"),
    "turned": N_("Waar kantelde het gesprek?"),
    "prepared": N_("Had ik me voorbereid?"),
    "script": N_("Past mijn script hierbij?"),
    "trigger": N_("Wat maakte dit los?"),
    "nobodys": N_("Wat was van niemand?"),
    "teach": N_("Wat had ik moeten leren?"),
    "arrange": N_("Wat had ik moeten regelen?"),
    "show": N_("Wat had ik moeten voordoen?"),
    "addition": N_("Aanvulling"),
}
ASKED_OF_GOOD: dict[str, str] = {
    "otherwise": N_("Wat wil je vaker zo doen?"),
    "weak": N_("Wat kan zelfs hier nog beter?"),
}
"""As it is asked where a call went well."""
HEADED: dict[str, str] = {
    "did": N_("Wat ik deed"),
    "otherwise": N_("Wat ik nu anders zou doen"),
    "weak": N_("Mijn zwakke plek"),
    "saw": N_("Wat ik zag"),
    "would_try": N_("Wat ik zou proberen"),
    "admires": N_("Wat ik bewonder"),
    "turned": N_("Waar het kantelde"),
    "prepared": N_("Voorbereid?"),
    "script": N_("Past het script?"),
    "trigger": N_("Wat het losmaakte"),
    "nobodys": N_("Van niemand"),
    "teach": N_("Moeten leren"),
    "arrange": N_("Moeten regelen"),
    "show": N_("Moeten voordoen"),
    "addition": N_("Aanvulling"),
}
HEADED_OF_GOOD: dict[str, str] = {
    "otherwise": N_("Wat ik vaker zo wil doen"),
    "weak": N_("Wat nog beter kan"),
}


def asked(question: str, _: Translate, *, good: bool) -> str:
    """A question as it is put."""
    return _((ASKED_OF_GOOD if good else {}).get(question) or ASKED[question])


def headed(question: str, _: Translate, *, good: bool) -> str:
    """What stands above an answer."""
    return _((HEADED_OF_GOOD if good else {}).get(question) or HEADED[question])
