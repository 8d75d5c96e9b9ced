"""What is told afterwards of a call that was sent: how the other party knew of the recording."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.service.privacy.told_later import tell_consent
from klankbord.service.sources.arriving import ToldConsent
from klankbord.web.api.door import Sender
from klankbord.web.api.source_shapes import UploadShape
from klankbord.web.api.uploads import UploadId, answer_of

router = APIRouter(tags=["uploads"])


@router.put("/calls/{id}/consent", response_model=UploadShape)
def consent(who: Sender, id: UploadId, told: ToldConsent) -> Response:  # noqa: A002
    """How, when and by which text the other party of a call was told, where that comes later.

    A call that waited for it is seen from then on; one that is gone does not come back.
    """
    return answer_of(who, tell_consent(who.site, who.key, int(id[1:]), told))
