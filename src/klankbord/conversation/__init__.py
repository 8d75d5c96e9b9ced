"""The frozen value that everything is about: a conversation, its parties, turns and words."""

from klankbord.conversation.conversation import (
    Bears,
    Conversation,
    Party,
    Provenance,
    Side,
    Turn,
    Word,
)

__all__ = ["Bears", "Conversation", "Party", "Provenance", "Side", "Turn", "Word"]
