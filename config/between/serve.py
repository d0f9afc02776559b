"""Run the whole service: pages, API, delivery, mail in and, where no SMTP server is set, mail out to files.

    DEMO=true PORT=8000 between serve

One Ctrl-C ends all of it. On SQLite the database is made and brought up to date first. With REDIS_URL set,
Celery delivers, and is started beside it. docs/operations.md lists every setting.
"""

import os
import sys
from argparse import ArgumentParser, Namespace

import django
from django.core.management.base import CommandError
from environs import EnvError

from config.between.own_secrets import make_own_secrets
from config.between.ports import PortTakenError, must_be_free


def add_arguments(parser: ArgumentParser) -> None:
    """None: the environment says everything."""


def run(arguments: Namespace) -> int:
    os.umask(0o077)  # what is written here is about people
    make_own_secrets()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        from config.between import first_steps, group

        must_be_free(group.ports().values())
        demo = first_steps.take()
    except (CommandError, EnvError, PortTakenError) as error:
        print(error, file=sys.stderr)
        return 1
    group.run(demo)
    return 0
