"""A small company in which everything is there once: what the tests of access and safety walk."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import soundfile
from tests.service.reviewed import flagged
from tests.sites import Clock, Company, a_company, fresh_site
from tests.web.browser import signed_in

from klankbord.conversation import Conversation
from klankbord.service.access import Actor
from klankbord.service.accounts.invitations import renew_link
from klankbord.service.accounts.keys import enter, make_key, make_source_key
from klankbord.service.calls import saved
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment
from klankbord.service.calls.finding import Wanted
from klankbord.service.calls.measuring import keep_measured, measure_conversation
from klankbord.service.calls.remarks import remark
from klankbord.service.learning.flagging import flag as keep_for_later
from klankbord.service.learning.reviewing import begin, look
from klankbord.service.learning.today import put_on_list
from klankbord.service.outward.hook_rules import make_rule, name_host
from klankbord.service.privacy.objecting import note_objection
from klankbord.service.privacy.private import add_number
from klankbord.service.site import Site, open_site
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.uploading import begin_upload
from klankbord.settings import Settings
from klankbord.store.calls import add_call
from klankbord.store.hooks import add_deliveries, change_delivery
from klankbord.store.lessons import add_experiment
from klankbord.store.new_calls import Source
from klankbord.store.proposals import add_proposal
from klankbord.store.sources import add_source
from klankbord.testing import talk

ROLES = ("guest", "owner", "peer", "stranger", "coach", "other_coach", "admin")
"""Who is whom towards Lotte's call: herself, Daan of her team, Amber of another team, Joris who
coaches her, Fien who coaches others, and Bas who is admin."""
TALK = talk(
    """
    0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
    0:04-0:09 Bert: Slecht, we zitten elke vrijdag tot laat te puzzelen.
    0:10-0:12 Lotte Maes: Wat gebeurt er op zo'n vrijdag?
    0:13-0:19 Bert: Dan bellen ze af en begint alles opnieuw.
    """,
    seller="Lotte Maes",
)


@dataclass(frozen=True)
class World:
    """The company and the token of an open invitation; and of Lotte, each the first of its kind: a
    session, a call with its recording, a comment and a clip of her own, a saved search, an
    experiment and a proposal."""

    site: Site
    company: Company
    call: int
    token: str
    flag: int = 2
    source: int = 1

    def who(self, role: str) -> Actor | None:
        """Who has a role."""
        names = dict(zip(ROLES[1:], "lotte daan amber joris fien bas".split(), strict=True))
        return self.company[names[role]] if role in names else None


def a_world(site: Site, conversation: Conversation = TALK) -> World:
    """Fill a fresh installation."""
    company = a_company(site)
    signed_in(site, company.lotte)
    call = keep(site, company.lotte, conversation)
    comment(site, company.lotte, call, 1, 2, "Hier zat het in", shared=False)
    clip(site, company.lotte, call, 1, (1, 2), "De planning", shared=False)
    remark(site, company.lotte, call, "De lijn viel even weg")
    saved.keep(site, company.lotte, "Planning", Wanted(q="planning"))
    review = begin(site, company.lotte, flagged(site, company.lotte, call), "apart")
    look(site, company.lotte, review)
    flagged(site, company.lotte, call)
    keep_for_later(site, company.lotte, "world", good=True, call=call)
    put_on_list(site, company.lotte, "world", "Bert terugbellen")
    _learning(site, company.lotte, call)
    _going_out(site, company, call)
    source = _sending(site, company)
    _kept_out(site, company)
    token = renew_link(site, company.bas, company.amber.id)
    return World(site, company, call, token, source=source)


def _learning(site: Site, actor: Actor, call: int) -> None:
    """An experiment that runs, and a call that is proposed."""
    now = site.now()
    aim = {"type": "", "measure": "talk-share", "kind": "seller", "until": now + timedelta(weeks=3)}
    moved = {"measure": "talk-share", "kind": "customer", "value": 0.2, "usual": 0.5}
    with site.database.writing() as connection:
        add_experiment(connection, actor.id, "Ik vraag eerst door", **aim, now=now)  # type: ignore[arg-type]
        add_proposal(connection, actor.id, call, good=False, **moved, now=now)  # type: ignore[arg-type]


def _going_out(site: Site, company: Company, call: int) -> None:
    """A host that an admin named, a coach's rule that leads there, and what went out by it."""
    name_host(site, company.bas, "haken.kassahuis.example", inside=False)
    saved.keep(site, company.joris, "Planning", Wanted(q="planning"))
    (search,) = saved.saved(site, company.joris)
    url = "https://haken.kassahuis.example/klankbord"
    rule = make_rule(
        site, company.joris, name="Naar het CRM", search=search.id, url=url, facts=False
    )
    with site.database.writing() as connection:
        (delivery,) = add_deliveries(connection, rule.id, [call], site.now())
        change_delivery(connection, delivery, site.now(), state="failed", tries=7, status=503)


def _sending(site: Site, company: Company) -> int:
    """A key of Lotte's, and a source to which a call is being sent; its number."""
    make_key(site, company.lotte, "Ons CRM", ["read"])
    with site.database.writing() as connection:
        own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
        source = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
    made = make_source_key(site, company.bas, source, "De centrale zelf")
    begin_upload(site, enter(site, made.secret).key, Arriving(key="pbx-1"))
    return source


def _kept_out(site: Site, company: Company) -> None:
    """A party who objects, a number of Lotte's list, and one of the house's."""
    note_objection(site, company.bas, "+31201234567")
    add_number(site, company.lotte, "0612345678")
    add_number(site, company.bas, "0205551*", house=True)


@contextmanager
def copies(folder: Path, **settings: object) -> Iterator[Callable[[], World]]:
    """Make a world once; each call gives a copy of it to spoil."""
    with fresh_site(folder / "first") as site:
        world = a_world(site)
    opened: list[Site] = []

    def copy() -> World:
        data = folder / f"copy-{len(opened)}"
        shutil.copytree(site.settings.data, data)
        opened.append(open_site(Settings(data=data, **settings), Clock()))  # type: ignore[arg-type]
        return replace(world, site=opened[-1])

    try:
        yield copy
    finally:
        for each in opened:
            each.close()


def keep(site: Site, owner: Actor, conversation: Conversation, part: int = 0) -> int:
    """A call of somebody, measured, with a recording."""
    sound = site.files.keep([_recording()], "opname.wav", 10).hash
    found = measure_conversation(site, conversation)
    with site.database.writing() as connection:
        source = Source("a" * 64, part, sound)
        call = add_call(
            connection, conversation, source, owner=owner.id, uploader=owner.id, now=site.now()
        )
        assert keep_measured(connection, call, 1, found, site.now())
    return call


def _recording() -> bytes:
    tone = np.sin(np.arange(20 * 8000) / 8) * 0.3
    file = io.BytesIO()
    soundfile.write(file, np.stack([tone, tone], axis=1), 8000, format="WAV")
    return file.getvalue()
