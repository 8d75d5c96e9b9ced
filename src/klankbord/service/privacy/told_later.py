"""What a sender tells afterwards of a call that it sent: how the other party knew of it."""

from __future__ import annotations

from klankbord.errors import NotFound
from klankbord.service.privacy.consent import note_by_source
from klankbord.service.site import Site
from klankbord.service.sources.arriving import ToldConsent
from klankbord.service.sources.leaving_out import QUIET
from klankbord.service.sources.uploading import Sent, look_at_upload
from klankbord.store.arrivals import change_arrival, find_arrival
from klankbord.store.consent import lock_arrival
from klankbord.store.keys import Key
from klankbord.store.uploads import change_upload, find_upload, lock_upload


def tell_consent(site: Site, key: Key, number: int, told: ToldConsent) -> Sent:
    """Note how the party of a call was told; the call is seen from now on where it waited for that.

    It is noted with the call, however far that is; of one that is gone already, nothing is.

    Raises:
        NotFound: there is none, or of another source.
    """
    consent = told.model_dump(mode="json")
    with site.database.writing() as connection:
        lock_upload(connection, number)
        upload = find_upload(connection, key.source_id or 0, number)
        if upload is None:
            raise NotFound
        if upload.arrival_id is None:
            if upload.facts is not None:
                facts = upload.facts | {"consent": consent}
                change_upload(connection, number, facts=facts, changed_at=site.now())
        else:
            lock_arrival(connection, upload.arrival_id)
            arrival = find_arrival(connection, upload.arrival_id)
            if arrival is not None and arrival.reason not in QUIET:
                kept = arrival.told | {"consent": consent}
                change_arrival(connection, arrival.id, told=kept)
                note_by_source(connection, arrival, told, site.now())
    return look_at_upload(site, key, number)
