"""The columnar copy holds what the store holds, and is made again where that changed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.sites import Company

from klankbord.conversation.frames import from_frames
from klankbord.samples import read_samples
from klankbord.service.site import Site
from klankbord.store import corpus
from klankbord.store.calls import add_call, add_revision
from klankbord.store.corpus import Corpus
from klankbord.store.new_calls import Source


@pytest.fixture
def filled(site: Site, company: Company, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(corpus, "CALLS", 2)
    for part, conversation in enumerate(read_samples()):
        with site.database.writing() as connection:
            own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
            add_call(connection, conversation, Source("d" * 64, part), **own)  # type: ignore[arg-type]
    return site


def test_every_call_is_in_it_as_it_is(filled: Site) -> None:
    copy = Corpus(filled.settings.data)
    assert copy.refresh(filled.database) == 3  # calls 1; 2 and 3; 4
    shards = list(copy.shards())
    assert [shard.calls["call"].to_list() for shard in shards] == [[1], [2, 3], [4]]
    assert [c for shard in shards for c in from_frames(shard)] == read_samples()
    assert all(shard.turns["call"].dtype == pl.UInt32 for shard in shards)


def test_only_what_changed_is_made_again(filled: Site, company: Company) -> None:
    copy = Corpus(filled.settings.data)
    copy.refresh(filled.database)
    assert copy.refresh(filled.database) == 0
    mended = replace(read_samples()[1], title="Verbeterd")
    with filled.database.writing() as connection:
        own = {"person": company.lotte.id, "now": filled.now(), "change": {"what": "title"}}
        assert add_revision(connection, 2, mended, after=1, **own)  # type: ignore[arg-type]
    assert copy.refresh(filled.database) == 1
    titles = [title for shard in copy.shards() for title in shard.calls["title"]]
    assert titles[1] == "Verbeterd"
    assert copy.rebuild(filled.database) == 3
