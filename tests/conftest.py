"""What all tests share: hypothesis without a clock, since machines are shared and slow at times."""

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.load_profile("default")
