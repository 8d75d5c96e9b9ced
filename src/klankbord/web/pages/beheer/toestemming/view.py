"""What a source demands of its calls, by which text its parties are told, and by which before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from klankbord.errors import NotTaken
from klankbord.service.privacy.consent import HOWS, LONGEST_NOTICE, SourceConsent
from klankbord.web.dates import day
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class NoticeRow:
    """A text by which parties were told, and since when."""

    title: str
    text: str


@dataclass(frozen=True)
class SourceConsentView:
    """The page."""

    template: ClassVar[str] = "beheer/toestemming/page.html"
    source: str
    back: str
    url: str
    hows: tuple[Option, ...]
    text: Field
    wait_h: Field
    demanded: bool
    spoken: bool
    notices: tuple[NoticeRow, ...]
    longest: int = LONGEST_NOTICE

    @classmethod
    def of(
        cls,
        here: Visit,
        found: SourceConsent,
        filled: Mapping[str, Any] | None = None,
        wrong: NotTaken | None = None,
    ) -> SourceConsentView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _, rule, notice = here.translate, found.rule, found.notice
        told = filled or {
            "how": notice.how if notice else "",
            "text": notice.text if notice else "",
            "wait_h": str(rule.wait_h),
            "demanded": rule.demanded,
            "spoken": rule.spoken,
        }
        nothing = {"": _("dat is per gesprek anders")}
        hows = nothing | {how: _(text) for how, text in HOWS.items()}
        fields = fields_of({name: told[name] for name in ("text", "wait_h")}, wrong, _)
        url = f"/beheer/bronnen/{found.source.id}"
        return cls(
            source=found.source.name,
            back=url,
            url=f"{url}/toestemming",
            hows=options_of(hows, [told["how"]]),
            text=fields["text"],
            wait_h=fields["wait_h"],
            demanded=told["demanded"],
            spoken=told["spoken"],
            notices=tuple(
                NoticeRow(
                    _("Versie {n}, sinds {day}: {how}").format(
                        n=one.version,
                        day=day(one.made_at, here.language),
                        how=_(HOWS[one.how]) if one.how else _("per gesprek anders"),
                    ),
                    one.text,
                )
                for one in found.notices
            ),
        )
