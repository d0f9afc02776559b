"""Say what is configured, reachable, stale or unsafe. Ends with status 1 where something is wrong.

between doctor
"""

import os
from argparse import ArgumentParser, Namespace

import django
from environs import EnvError


def add_arguments(parser: ArgumentParser) -> None:
    """None: the environment says everything."""


def run(arguments: Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except EnvError as error:
        print(error)
        return 1
    from config.between.findings import findings

    found = list(findings())
    for finding in found:
        print(f"{'ok   ' if finding.fine else 'WRONG'}  {finding.about:12} {finding.text}")
    wrong = sum(not finding.fine for finding in found)
    print(f"\n{wrong} wrong." if wrong else "\nAll is well.")
    return int(wrong > 0)
