"""Fill an empty installation with the company of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator

from klankbord.demo import call_paths, read_company, sound_path
from klankbord.errors import NotEmpty
from klankbord.service.accounts.passwords import hash_password
from klankbord.service.demo_learning import learn
from klankbord.service.intake.bulk import Given, Taken, import_many
from klankbord.service.site import Site
from klankbord.store.consent import let_go
from klankbord.store.house import name_organisation
from klankbord.store.people import add_person, add_team, count_people, set_members

PASSWORD = "koffie-op-het-werk"  # noqa: S105 (of people who do not exist)


def is_filled(site: Site) -> bool:
    """Whether somebody is there."""
    with site.database.reading() as connection:
        return count_people(connection) > 0


def fill(site: Site) -> Iterator[Taken]:
    """Put the company, its people and a year of their calls in place; each call as it is done.

    What they flagged, reviewed, learned and tried comes last.

    Raises:
        NotEmpty: somebody is there already.
    """
    admin = _people(site)
    given = [Given(path, sound_path(path)) for path in call_paths()]
    numbers: dict[str, int] = {}
    for taken in import_many(site, given, admin):
        numbers[taken.path.stem] = taken.calls[0]
        yield taken
    with site.database.writing() as connection:  # a year ago; whose they are has long said so
        let_go(connection, list(numbers.values()), "private")
    learn(site, numbers)


def _people(site: Site) -> int:
    """The people and their teams; the number of the admin."""
    company = read_company()
    password = hash_password(PASSWORD)
    ids: dict[str, int] = {}
    with site.database.writing() as connection:
        if count_people(connection):
            raise NotEmpty
        name_organisation(connection, company.name)
        for person in company.people:
            ids[person.email] = add_person(
                connection,
                name=person.name,
                email=person.email,
                role=person.role.value,
                admin=person.admin,
                language="nl",
                now=site.now(),
                password=password,
            )
        for team in company.teams:
            number = add_team(connection, team.name)
            set_members(connection, number, [ids[p.email] for p in company.members(team.name)])
    return next(ids[person.email] for person in company.people if person.admin)
