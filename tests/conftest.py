"""What all tests share."""

from hypothesis import settings

# A random test that is slow on a busy machine is no fault.
settings.register_profile("klankbord", deadline=None)
settings.load_profile("klankbord")
