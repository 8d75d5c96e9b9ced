"""What is made unreadable in a conversation: found in its text, marked there, silenced in sound."""

from klankbord.language.redaction.finding import find
from klankbord.language.redaction.kinds import FOUND, KINDS, Kind, Span, mark_of, marks_in
from klankbord.language.redaction.marking import Hidden, Redacted, hide, redact, silences_of, veil

__all__ = [
    "FOUND",
    "KINDS",
    "Hidden",
    "Kind",
    "Redacted",
    "Span",
    "find",
    "hide",
    "mark_of",
    "marks_in",
    "redact",
    "silences_of",
    "veil",
]
