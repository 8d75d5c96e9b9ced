"""What a review asks: of the seller and of the coach, at each moment and of the whole."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_ANSWER = 5_000
TURNED = "turned"
"""The answer that is a place in the call: where the talk turned."""
ADDITION = "addition"
"""What is added after one is done."""
ON_THEIR_SCREEN = "on_their_screen"
"""Set where the coach wrote on the seller's screen, after the seller."""


@dataclass(frozen=True)
class Asked:
    """What one side is asked.

    `moments` at each key moment and `whole` of the call, blind; then `turned` too. `owned` after
    both were laid side by side.
    """

    moments: tuple[str, ...]
    whole: tuple[str, ...]
    owned: tuple[str, ...]


SELLER = Asked(
    moments=("did", "otherwise"),
    whole=("weak",),
    owned=("prepared", "script", "trigger", "nobodys"),
)
COACH = Asked(
    moments=("saw", "would_try"),
    whole=("admires",),
    owned=("teach", "arrange", "show", "nobodys"),
)
