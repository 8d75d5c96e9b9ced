"""Contesting a figure and adding context; its seller alone, and whoever sees the call reads it."""

import pytest
from tests.service.calls import keep_call
from tests.sites import Company

from klankbord.errors import BadForm, CommentMissing, CommentTooLong, NotAllowed, NotFound
from klankbord.service.calls.giving import give_call
from klankbord.service.calls.remarks import LONGEST_REMARK, remark, remarks_on, remove_remark
from klankbord.service.site import Site
from klankbord.testing import talk

TALK = talk("0:00-0:03 Lotte: Dag Bert\n0:04-0:09 Bert: Dag", seller="Lotte")


@pytest.fixture
def call(site: Site, company: Company) -> int:
    return keep_call(site, company.lotte, TALK)


def test_its_seller_says_it_and_whoever_sees_the_call_reads_it(
    site: Site, company: Company, call: int
) -> None:
    remark(site, company.lotte, call, "  De lijn\nviel weg. ")
    remark(site, company.lotte, call, "Ik luisterde wel.", "interruptions")
    for actor in (company.lotte, company.joris):
        said = remarks_on(site, actor, call)
        assert [(one.measure, one.text) for one in said] == [
            ("", "De lijn\nviel weg."),
            ("interruptions", "Ik luisterde wel."),
        ]
        assert {one.person for one in said} == {"Lotte Maes"}
        assert said[0].created_at == site.now()


@pytest.mark.parametrize("who", ["daan", "amber", "fien", "bas"])
def test_to_whoever_does_not_see_the_call_it_is_not_there(
    site: Site, company: Company, call: int, who: str
) -> None:
    number = remark(site, company.lotte, call, "De lijn viel weg.")
    for deed in (
        lambda actor: remark(site, actor, call, "Nee"),
        lambda actor: remarks_on(site, actor, call),
        lambda actor: remove_remark(site, actor, call, number),
    ):
        with pytest.raises(NotFound):
            deed(company[who])


def test_a_coach_reads_but_does_not_write_or_remove(
    site: Site, company: Company, call: int
) -> None:
    number = remark(site, company.lotte, call, "De lijn viel weg.")
    with pytest.raises(NotAllowed):
        remark(site, company.joris, call, "Welnee", "interruptions")
    with pytest.raises(NotFound):
        remove_remark(site, company.joris, call, number)
    remove_remark(site, company.lotte, call, number)
    assert remarks_on(site, company.lotte, call) == []


def test_it_stays_its_makers_when_the_call_is_given_away(
    site: Site, company: Company, call: int
) -> None:
    number = remark(site, company.lotte, call, "De lijn viel weg.")
    give_call(site, company.lotte, call, company.daan.id)
    assert [one.person for one in remarks_on(site, company.daan, call)] == ["Lotte Maes"]
    with pytest.raises(NotFound):
        remove_remark(site, company.daan, call, number)
    remove_remark(site, company.lotte, call, number)
    assert remarks_on(site, company.daan, call) == []


@pytest.mark.parametrize(
    ("text", "measure", "error"),
    [
        (" \n", "", CommentMissing),
        ("x" * (LONGEST_REMARK + 1), "", CommentTooLong),
        ("Nee", "score", BadForm),
    ],
)
def test_what_cannot_be_is_refused(
    site: Site, company: Company, call: int, text: str, measure: str, error: type
) -> None:
    with pytest.raises(error):
        remark(site, company.lotte, call, text, measure)
    assert remarks_on(site, company.lotte, call) == []


def test_another_call_has_none_of_it(site: Site, company: Company, call: int) -> None:
    number = remark(site, company.lotte, call, "De lijn viel weg.")
    other = keep_call(site, company.lotte, TALK)
    assert remarks_on(site, company.lotte, other) == []
    with pytest.raises(NotFound):
        remove_remark(site, company.lotte, other, number)
