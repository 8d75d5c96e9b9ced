"""What is missing and how to mend it: `klankbord doctor`."""

from klankbord.service.running.doctor.examining import CHECKS, examine, is_well
from klankbord.service.running.doctor.finding import Finding, Installation, State

__all__ = ["CHECKS", "Finding", "Installation", "State", "examine", "is_well"]
