"""What an experiment did, in words: before and since, how sure, and never by what."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.coaching.effect import LEAST, Effect, Half, Mix
from klankbord.i18n import Translate, translator
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.report.values import number, value_text
from klankbord.web.kinds import type_name

_MEASURES = {measure.id: measure for measure in CATALOGUE}


@dataclass(frozen=True)
class EffectText:
    """An effect as it is read: what was looked at, how that counts, and what there is to say.

    `told` is empty where nothing can be said; `notes` always say what the figures cannot.
    """

    name: str
    definition: str
    told: str
    sure: str
    notes: tuple[str, ...]


def effect_text(effect: Effect | None, language: str, *, own: bool = True) -> EffectText:
    """An effect in the reader's words; `own` where they read of themselves."""
    _ = translator(language)
    if effect is None:
        none = _("Bij dit experiment hoort geen cijfer; kijk zelf of het je iets bracht.")
        return EffectText("", "", "", "", (none,))
    name, definition = measure_name(effect.measure, effect.kind, language), ""
    definition = about(effect.measure, language).counts
    left_out = effect.before.otherwise + effect.after.otherwise
    notes = [_left_out(left_out, _, language)] if left_out else []
    if effect.folded:
        notes.append(_folded(effect.folded, _, language))
    if effect.chained:
        notes.append(_("Daarvoor is hier: voor het eerste experiment van deze reeks begon."))
    if not effect.enough:
        return EffectText(name, definition, "", "", (_too_few(effect, _), *notes))
    text = (
        _("Sinds je begon was het {since} (in {after}), daarvoor {before} (in {earlier}).")
        if own
        else _("Sinds het begin was het {since} (in {after}), daarvoor {before} (in {earlier}).")
    )
    told = text.format(
        since=_value(effect, effect.after, language, _),
        before=_value(effect, effect.before, language, _),
        after=_calls(effect.after, _),
        earlier=_calls(effect.before, _),
    )
    if effect.mix is not None:
        notes.append(_mix(effect.mix, language, _))
    notes.append(_("Dat zegt niet waardoor."))
    return EffectText(name, definition, told, _sure(effect, language, _), tuple(notes))


def measure_name(measure: str, kind: str, language: str) -> str:
    """A measure, and the kind of it that is meant."""
    told = about(measure, language)
    return f"{told.name}: {told.kinds[kind]}" if kind else told.name


def definition_of(measure: str, language: str) -> str:
    """How a measure counts."""
    return about(measure, language).counts


def _value(effect: Effect, half: Half, language: str, _: Translate) -> str:
    measure, value = _MEASURES[effect.measure], half.value or 0.0
    if measure.sample is None and measure.whole is None:
        # A plain count is told a call, or more calls would be more of it.
        return _("{n} per gesprek").format(n=number(value, language))
    return value_text(value, measure.unit.name, language)


def _calls(half: Half, _: Translate) -> str:
    if half.calls == half.of == 1:
        return _("1 gesprek")
    if half.calls == half.of:
        return _("{n} gesprekken").format(n=half.calls)
    return _("{n} van de {of} gesprekken").format(n=half.calls, of=half.of)


def _too_few(effect: Effect, _: Translate) -> str:
    text = _(
        "Nog te weinig om te zeggen: er is een cijfer van {after} sindsdien en van {before} ervoor;"
        " aan beide kanten zijn er minstens {least} nodig."
    )
    return text.format(after=_calls(effect.after, _), before=_calls(effect.before, _), least=LEAST)


def _mix(mix: Mix, language: str, _: Translate) -> str:
    text = _(
        "De soorten gesprekken verschilden: {type} was daarvoor {before} en sindsdien {since}."
    )
    return text.format(
        type=type_name(mix.type, _) or _("zonder soort"),
        before=value_text(mix.before, "share", language),
        since=value_text(mix.after, "share", language),
    )


def _left_out(count: int, _: Translate, language: str) -> str:
    if count == 1:
        return _("Eén gesprek is anders gemeten en telt niet mee.")
    text = _("{n} gesprekken zijn anders gemeten en tellen niet mee.")
    return text.format(n=number(count, language, "0"))


def _folded(count: int, _: Translate, language: str) -> str:
    if count == 1:
        return _("Eén bewaard gesprek telt mee zodra je er zelf naar gekeken hebt.")
    text = _("{n} bewaarde gesprekken tellen mee zodra je er zelf naar gekeken hebt.")
    return text.format(n=number(count, language, "0"))


def _sure(effect: Effect, language: str, _: Translate) -> str:
    if effect.interval is None and not effect.difference:
        return _("Er is geen verschil.")
    if effect.interval is None:
        return _(
            "Hoe zeker het verschil is, valt niet te zeggen: aan een van beide kanten was het in"
            " elk gesprek gelijk."
        )
    low, high = (_difference(effect.measure, end, language, _) for end in effect.interval)
    text = _("Het verschil ligt waarschijnlijk tussen {low} en {high} (95 %-interval).")
    if effect.interval[0] <= 0 <= effect.interval[1]:
        text = _(
            "Het verschil ligt waarschijnlijk tussen {low} en {high} (95 %-interval); het kan dus"
            " ook toeval zijn."
        )
    return text.format(low=low, high=high)


def _difference(measure: str, value: float, language: str, _: Translate) -> str:
    unit = _MEASURES[measure].unit.name
    if unit == "share":
        amount = _("{n} procentpunt").format(n=number(abs(value) * 100, language, "0"))
    else:
        # A difference of counts a call is seldom whole.
        digits = number(abs(value), language) if unit in {"count", "words"} else ""
        amount = digits or value_text(abs(value), unit, language)
    text = _("{amount} lager") if value < 0 else _("{amount} hoger")
    return text.format(amount=amount)
