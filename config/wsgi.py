"""The web process."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import celery  # noqa: F401  the settings' name must stand first; the import makes the app current
from config.checks import must_be_safe
from config.encoding import Handler
from config.warm_up import warm_up

django.setup(set_prefix=False)
application = Handler()
must_be_safe()
warm_up()

gc.collect()
gc.freeze()  # what is loaded by now stays
gc.set_threshold(
    20_000, 20, 50
)  # a request leaves little in circles, and to look for it costs a tenth of its time
