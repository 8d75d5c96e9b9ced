"""Everything that can go wrong, as classes that take facts and speak one sentence.

The tree and its two first branches stand in `tree`; a room each for what hangs on them.
"""

# ruff: noqa: F403 (each room says in its own __all__ what it has)
from klankbord.errors.agreed import *
from klankbord.errors.api import *
from klankbord.errors.asked import *
from klankbord.errors.calls import *
from klankbord.errors.consent import *
from klankbord.errors.experiments import *
from klankbord.errors.files import *
from klankbord.errors.forms import *
from klankbord.errors.house import *
from klankbord.errors.mail import *
from klankbord.errors.operations import *
from klankbord.errors.outward import *
from klankbord.errors.recognition import *
from klankbord.errors.retention import *
from klankbord.errors.reviews import *
from klankbord.errors.sound import *
from klankbord.errors.sources import *
from klankbord.errors.speakers import *
from klankbord.errors.tree import *
