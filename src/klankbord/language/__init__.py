"""What words say: folding, the language of a text, and the cues that are found in it."""

from klankbord.language.matching import find_cues
from klankbord.language.packs import Cue, Pack, load_pack

__all__ = ["Cue", "Pack", "find_cues", "load_pack"]
