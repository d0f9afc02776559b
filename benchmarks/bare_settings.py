"""The service's settings with the bare view beside it."""

from config.settings import *  # noqa: F403  the settings are read as a whole

ROOT_URLCONF = "benchmarks.bare"
