"""What never became a call is forgotten too: what a source told of it, files that were refused.

It is not told one by one; its terms stand where everybody can read them, and a shorter one counts
only a fortnight after it was set.
"""

from __future__ import annotations

from datetime import timedelta

from klankbord.service.keeping.retention_terms import terms_of_leftovers
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.store.imports import find_import, remove_import
from klankbord.store.leftovers import drop_old_flags, old_arrivals, old_imports

AT_ONCE = 500


def forget_leftovers(site: Site) -> int:
    """Forget what is left of things of long ago that are no call; of how many."""
    now = site.now()
    with site.database.reading() as connection:
        terms = terms_of_leftovers(connection, now)
    before = now - timedelta(days=terms.left)
    files: set[str] = set()
    count, more = 0, True
    while more:
        with site.database.writing() as connection:
            found = old_arrivals(connection, before, AT_ONCE)
            for number, reason in found:
                files |= forget_arrival(connection, number, now, reason)
            if found:
                plan_scrubbing(connection, now)
        count += len(found)
        more = len(found) == AT_ONCE
    with site.database.writing() as connection:
        gone = 0
        for number in old_imports(connection, before):
            one = find_import(connection, number)
            if one is not None:
                files |= {hash_ for hash_ in (one.source, one.sound, *one.halves) if hash_}
                remove_import(connection, number)
                gone += 1
        gone += drop_old_flags(connection, now - timedelta(days=terms.coaching_text))
        if gone:
            plan_scrubbing(connection, now)
    remove_unused(site, files)
    return count + gone
