"""Calls that are sent: in one go or in pieces, over lines that break, twice, and never half."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import IO

import pytest
from tests.sites import Clock, Company

from klankbord.errors import (
    KeyRefused,
    NotFound,
    SourceOff,
    TooLarge,
    UploadBroken,
    UploadBusy,
    UploadDamaged,
    UploadDiffers,
    UploadElsewhere,
    UploadRangeBad,
    UploadsUnfinished,
)
from klankbord.service.accounts.keys import enter, make_source_key
from klankbord.service.site import Site
from klankbord.service.sources import uploading
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.service.sources.uploading import (
    Sent,
    Span,
    begin_upload,
    end_receiving,
    look_at_upload,
    receiving,
    sweep_uploads,
)
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.keys import Key
from klankbord.store.sources import add_source, change_source
from klankbord.store.uploads import Pieces

TOLD = Arriving(key="pbx-1", direction="out", primary_user="lotte@kassahuis.example")
BYTES = bytes(range(256)) * 40
SHA = hashlib.sha256(BYTES).hexdigest()
SIZE = len(BYTES)


@pytest.fixture
def key(site: Site, company: Company) -> Key:
    return a_key(site, company, "Centrale")


def a_key(site: Site, company: Company, name: str) -> Key:
    own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
    with site.database.writing() as connection:
        source = add_source(connection, kind="upload", name=name, **own)  # type: ignore[arg-type]
    made = make_source_key(site, company.bas, source, name)
    return enter(site, made.secret).key


def send(
    site: Site, key: Key, number: int, data: bytes, span: Span | None = None, role: str = "media"
) -> Sent:
    """Bytes, as a request brings them."""
    span = span or Span(0, len(data), len(data))
    with receiving(site, key, number, role, "opname.wav", span) as taken:
        for first in range(0, len(data), 1000):
            taken.take(data[first : first + 1000])
        return end_receiving(taken)


def arrived(site: Site, key: Key) -> Sequence[Arrival]:
    with site.database.reading() as connection:
        return arrivals_of(connection, key.source_id or 0, 10)


def test_told_twice_it_is_one_call(site: Site, key: Key) -> None:
    first, new = begin_upload(site, key, TOLD)
    again, anew = begin_upload(site, key, TOLD)
    assert (new, anew) == (True, False)
    assert first.upload.id == again.upload.id
    assert arrived(site, key) == []
    with pytest.raises(UploadDiffers, match="pbx-1"):
        begin_upload(site, key, TOLD.model_copy(update={"direction": "in"}))
    with pytest.raises(UploadDiffers):
        begin_upload(site, key, TOLD, ["media"])


def test_told_again_with_less_it_is_the_same_call_and_keeps_what_it_had(
    site: Site, key: Key
) -> None:
    first, _ = begin_upload(site, key, TOLD)
    less = Arriving(key=TOLD.key, when=TOLD.when)
    again, new = begin_upload(site, key, less)
    assert (again.upload.id, new) == (first.upload.id, False)
    send(site, key, first.upload.id, BYTES)
    after, _ = begin_upload(site, key, less)
    assert after.arrival
    assert after.arrival.told["direction"] == "out"
    with pytest.raises(UploadDiffers):
        begin_upload(site, key, less.model_copy(update={"number": "+31600000000"}))


def test_sent_in_one_go_it_arrives_once(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    sent = send(site, key, number, BYTES, Span(0, SIZE, SIZE, SHA))
    assert sent.arrival is not None
    assert sent.files == {"media": (SIZE, SIZE)}
    again = send(site, key, number, BYTES)
    assert again.arrival == sent.arrival
    told_again, _ = begin_upload(site, key, TOLD)
    assert told_again.arrival == sent.arrival
    (arrival,) = arrived(site, key)
    assert (arrival.key, arrival.told["direction"], arrival.state) == ("pbx-1", "out", "waiting")
    (file,) = arrival.files
    assert (file.hash, file.name, file.role) == (SHA, "opname.wav", "sound")
    assert site.files.path(SHA).read_bytes() == BYTES
    assert not Pieces(site.settings.data).path(number, "media").exists()
    with pytest.raises(UploadDiffers):
        send(site, key, number, BYTES[:-1])


def test_in_pieces_it_goes_on_where_it_was(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    assert send(site, key, number, BYTES[:4000], Span(0, 4000, SIZE)).files == {
        "media": (4000, None)
    }
    for wrong in (0, 3999, 4001):
        with pytest.raises(UploadElsewhere) as refused:
            send(site, key, number, BYTES[wrong:5000], Span(wrong, 5000, SIZE))
        assert refused.value.offset == 4000
    assert look_at_upload(site, key, number).files == {"media": (4000, None)}
    sent = send(site, key, number, BYTES[4000:], Span(4000, SIZE, SIZE, SHA))
    assert sent.arrival is not None
    with pytest.raises(UploadElsewhere) as refused:
        send(site, key, number, BYTES[4000:], Span(4000, SIZE, SIZE))
    assert refused.value.offset == SIZE
    assert len(arrived(site, key)) == 1


def test_a_line_that_breaks_loses_nothing(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    coming = receiving(site, key, number, "media", "", Span(0, SIZE, SIZE))
    with pytest.raises(ConnectionError), coming as taken:  # noqa: PT012
        taken.take(BYTES[:3000])
        raise ConnectionError
    assert look_at_upload(site, key, number).files == {"media": (3000, None)}
    assert send(site, key, number, BYTES[3000:], Span(3000, SIZE, SIZE, SHA)).arrival


def test_a_whole_file_begins_anew(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    send(site, key, number, b"x" * 5000, Span(0, 5000, SIZE))
    assert send(site, key, number, BYTES, Span(digest=SHA)).arrival


def test_fewer_or_more_bytes_than_said(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    with pytest.raises(UploadBroken):
        send(site, key, number, BYTES[:2000], Span(0, 4000, SIZE))
    assert look_at_upload(site, key, number).files == {"media": (2000, None)}
    with pytest.raises(UploadRangeBad):
        send(site, key, number, BYTES[2000:], Span(2000, 4000, SIZE))
    assert arrived(site, key) == []


def test_what_is_damaged_is_thrown_away(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    with pytest.raises(UploadDamaged):
        send(site, key, number, BYTES[::-1], Span(0, SIZE, SIZE, SHA))
    assert look_at_upload(site, key, number).files == {}
    assert list(site.files.hashes()) == []
    assert send(site, key, number, BYTES, Span(0, SIZE, SIZE, SHA)).arrival


def test_what_is_announced_is_waited_for(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD, ["media", "transcript"])[0].upload.id
    assert send(site, key, number, BYTES).arrival is None
    with pytest.raises(UploadDiffers):
        send(site, key, number, BYTES[:-1])
    sent = send(site, key, number, b"Lotte: dag", role="transcript")
    assert sent.arrival is not None
    assert {file.role for file in sent.arrival.files} == {"sound", "transcript"}


def test_what_was_not_announced_is_not_taken(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD, ["transcript"])[0].upload.id
    with pytest.raises(NotFound):
        send(site, key, number, BYTES)


def test_after_a_fall_between_the_last_byte_and_arriving_it_still_arrives(
    site: Site, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    with monkeypatch.context() as broken:
        broken.setattr("klankbord.service.sources.uploading.accept", _fall)
        with pytest.raises(SystemExit):
            send(site, key, number, BYTES)
    assert arrived(site, key) == []
    assert look_at_upload(site, key, number).arrival
    assert len(arrived(site, key)) == 1


def _fall(*_: object, **__: object) -> None:
    raise SystemExit


def test_two_lines_at_once_do_not_mix(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    with receiving(site, key, number, "media", "", Span(0, SIZE, SIZE)) as taken:
        taken.take(BYTES)
        with pytest.raises(UploadBusy):
            send(site, key, number, b"x" * SIZE)
        assert end_receiving(taken).arrival
    assert site.files.path(SHA).is_file()


def test_who_sends_it_again_while_it_is_looked_at_spoils_nothing(
    site: Site, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that waited too long for an answer, and begins anew."""
    number = begin_upload(site, key, TOLD)[0].upload.id
    real, busy = uploading._hash_of, []

    def hashed(file: IO[bytes]) -> str:
        with pytest.raises(UploadBusy) as told:
            send(site, key, number, b"x" * 10)
        busy.append(told)
        return real(file)

    monkeypatch.setattr(uploading, "_hash_of", hashed)
    assert send(site, key, number, BYTES).files == {"media": (SIZE, SIZE)}
    assert len(busy) == 1
    assert site.files.path(SHA).read_bytes() == BYTES


def test_who_was_late_to_look_finds_that_it_is_here(site: Site, key: Key) -> None:
    """Told that it is not here yet, and then the first line ended: nothing of it is overwritten."""
    number = begin_upload(site, key, TOLD, ["media", "transcript"])[0].upload.id
    before = look_at_upload(site, key, number).upload
    send(site, key, number, BYTES)
    real, looks = uploading._upload, iter([before])
    with pytest.MonkeyPatch.context() as late:
        late.setattr(uploading, "_upload", lambda *given: next(looks, None) or real(*given))
        with pytest.raises(UploadDiffers):
            send(site, key, number, b"x" * 10)
    assert send(site, key, number, b"Lotte: dag", role="transcript").arrival
    assert site.files.path(SHA).read_bytes() == BYTES


def test_bytes_that_were_lost_are_asked_for_again(site: Site, key: Key) -> None:
    """As after a backup was put back, which has rows and no half files."""
    number = begin_upload(site, key, TOLD, ["media", "transcript"])[0].upload.id
    send(site, key, number, BYTES)
    Pieces(site.settings.data).drop(number)
    assert send(site, key, number, b"Lotte: dag", role="transcript").arrival is None
    assert look_at_upload(site, key, number).files.get("media") is None
    send(site, key, number, BYTES)
    assert send(site, key, number, b"Lotte: dag", role="transcript").arrival


def test_no_more_are_half_here_than_there_can_be(
    site: Site, company: Company, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(site.now, Clock)
    monkeypatch.setattr(uploading, "MOST_UNFINISHED", 2)

    def told(name: str, by: Key = key) -> int:
        return begin_upload(site, by, TOLD.model_copy(update={"key": name}))[0].upload.id

    first, second = told("a"), told("b")
    with pytest.raises(UploadsUnfinished, match="2"):
        told("c")
    assert told("a") == first
    assert told("a", a_key(site, company, "Andere centrale"))
    send(site, key, second, BYTES)
    third = told("c")
    send(site, key, third, BYTES[:10], Span(0, 10, SIZE))
    site.now.forward(hours=7)
    send(site, key, third, BYTES[10:20], Span(10, 20, SIZE))
    assert told("d")
    with pytest.raises(NotFound):
        look_at_upload(site, key, first)
    assert look_at_upload(site, key, third).files == {"media": (20, None)}


def test_what_no_row_leads_to_is_swept(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    send(site, key, number, BYTES[:10], Span(0, 10, SIZE))
    pieces = Pieces(site.settings.data)
    stray = pieces.path(number + 1, "media")
    stray.write_bytes(BYTES)
    sweep_uploads(site)
    assert (stray.exists(), pieces.size(number, "media")) == (False, 10)


def test_the_keys_of_sources_know_their_own_alone(site: Site, company: Company, key: Key) -> None:
    other = a_key(site, company, "Andere centrale")
    number = begin_upload(site, key, TOLD)[0].upload.id
    with pytest.raises(NotFound):
        look_at_upload(site, other, number)
    with pytest.raises(NotFound):
        send(site, other, number, BYTES)
    theirs, new = begin_upload(site, other, TOLD)
    assert new
    assert theirs.upload.id != number
    with pytest.raises(KeyRefused):
        begin_upload(site, replace(key, source_id=None), TOLD)


def test_a_source_that_is_off_takes_nothing(site: Site, key: Key) -> None:
    number = begin_upload(site, key, TOLD)[0].upload.id
    with site.database.writing() as connection:
        change_source(connection, key.source_id or 0, enabled=False)
    with pytest.raises(SourceOff, match="Centrale"):
        begin_upload(site, key, TOLD)
    with pytest.raises(SourceOff):
        send(site, key, number, BYTES)


def test_no_more_than_may_be(site: Site, key: Key) -> None:
    small = replace(site, settings=site.settings.model_copy(update={"max_sound_mb": 1}))
    number = begin_upload(small, key, TOLD)[0].upload.id
    most = 1_000_000
    with pytest.raises(TooLarge):
        send(small, key, number, b"x", Span(0, 1, most + 1))
    with pytest.raises(TooLarge):
        send(small, key, number, b"x" * (most + 1), Span())


def test_what_was_given_up_is_swept(site: Site, key: Key) -> None:
    assert isinstance(site.now, Clock)
    gone = begin_upload(site, key, TOLD)[0].upload.id
    send(site, key, gone, BYTES[:10], Span(0, 10, SIZE))
    site.now.forward(days=1)
    kept = begin_upload(site, key, TOLD.model_copy(update={"key": "pbx-2"}))[0].upload.id
    send(site, key, kept, BYTES)
    site.now.forward(days=1, hours=1)
    sweep_uploads(site)
    with pytest.raises(NotFound):
        look_at_upload(site, key, gone)
    assert not Pieces(site.settings.data).path(gone, "media").exists()
    assert look_at_upload(site, key, kept).arrival
    site.now.forward(days=31)
    sweep_uploads(site)
    again, new = begin_upload(site, key, TOLD.model_copy(update={"key": "pbx-2"}))
    assert (new, again.arrival is not None) == (True, True)


def test_of_a_call_that_is_gone_what_was_sent_says_nothing_either(site: Site, key: Key) -> None:
    """The sender's own key and the names of files often hold a number."""
    told = TOLD.model_copy(update={"key": "0612345678-1"})
    number = begin_upload(site, key, told)[0].upload.id
    arrival = send(site, key, number, BYTES).arrival
    assert arrival is not None
    with site.database.writing() as connection:
        forget_arrival(connection, arrival.id, site.now())
    sent = look_at_upload(site, key, number)
    assert "0612345678" not in repr(sent.upload)
    assert (sent.files, sent.arrival and sent.arrival.reason) == ({}, "gone")
    with site.database.writing() as connection:
        forget_arrival(connection, arrival.id, site.now())
    again, new = begin_upload(site, key, told)
    assert new
    assert again.upload.id != number
