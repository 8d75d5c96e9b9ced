"""What is known of a conversation as a whole, as people set it right: title, moment, kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from klankbord.conversation.assembly import clean
from klankbord.conversation.conversation import Conversation
from klankbord.errors import TitleTooLong

LONGEST_TITLE = 200


@dataclass(frozen=True)
class SetFacts:
    """An edit (see `mending`): title, moment, type and direction, each as it is to be."""

    what: ClassVar[str] = "facts"
    title: str
    when: datetime | None
    type: str
    direction: str

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended; all that is said in it stays.

        Raises:
            TitleTooLong: the title is of more letters than fit.
        """
        title = clean(self.title)
        if len(title) > LONGEST_TITLE and title != conversation.title:
            raise TitleTooLong(LONGEST_TITLE)
        return replace(
            conversation,
            title=title,
            when=self.when,
            type=self.type,
            direction=self.direction,
        )

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Which of them are other than before."""
        after = self.apply(conversation)
        names = ("title", "when", "type", "direction")
        return {"changed": [n for n in names if getattr(after, n) != getattr(conversation, n)]}
