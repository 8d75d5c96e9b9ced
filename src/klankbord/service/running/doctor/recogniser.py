"""Is what recognises words at hand?"""

from __future__ import annotations

from klankbord.errors import KlankbordError
from klankbord.i18n import N_
from klankbord.installing import install_command
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.doctor.packages import missing
from klankbord.speech.engines import Engine
from klankbord.speech.model_files import find_model


def check_recogniser(looked: Installation) -> Finding:
    """The recogniser of the settings, and its model."""
    settings = looked.settings
    engine = Engine(settings.recogniser)
    if engine is Engine.SERVER:
        if not settings.recogniser_url:
            return fault(
                N_("Woorden worden herkend door een server, en die is niet genoemd."),
                N_("Zet recogniser_url op het adres van die server."),
            )
        said = N_("Woorden worden herkend door {url}.")
        return good(said, url=settings.recogniser_url)
    if missing("recognition"):
        return note(
            N_(
                "Er is niets wat woorden herkent: opnamen zonder transcript blijven zonder woorden."
            ),
            N_("Wil je dat wel: {command}"),
            command=install_command("recognition"),
        )
    try:
        found = find_model(engine, settings.recogniser_model, settings.models)
    except KlankbordError as refusal:
        mend = N_("Haal het op met `klankbord models fetch`; `klankbord models list` noemt ze.")
        return note("{refusal}", mend, refusal=refusal)
    said = N_("Woorden worden herkend met {model} ({engine}).")
    return good(said, model=found.label, engine=engine.value)
