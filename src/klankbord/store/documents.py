"""A conversation as bytes, and back, without loss: how a revision keeps it."""

from __future__ import annotations

import zlib

from pydantic import TypeAdapter

from klankbord.conversation import Conversation

_SHAPE = TypeAdapter(Conversation)


def to_document(conversation: Conversation) -> bytes:
    """The conversation, words and all, compressed."""
    return zlib.compress(_SHAPE.dump_json(conversation, exclude_defaults=True), 3)


def from_document(document: bytes) -> Conversation:
    """The conversation that `to_document` kept."""
    return _SHAPE.validate_json(zlib.decompress(document))
