"""Turns what schemathesis makes up into messages to, and questions about, somebody who is there.

Else 404 is all it would see.

Only what fits the schema is changed, and into what fits as well, so that a broken message stays broken.
"""

import hashlib
import json
import os
import re

import schemathesis

CLINICIAN = os.environ["FUZZED_CLINICIAN"]
ADDRESSES = {
    "email": "theo@client.example",
    "portal": "theo@client.example",
    "sms": "+442079460123",
    "phone": "+442079460123",
}


@schemathesis.hook
def map_path_parameters(context: schemathesis.HookContext, path_parameters: object) -> object:
    if isinstance(path_parameters, dict) and re.fullmatch(
        r"[-a-zA-Z0-9_]+", str(path_parameters.get("slug"))
    ):
        return path_parameters | {"slug": CLINICIAN}
    return path_parameters


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: object) -> object:
    if not isinstance(body, dict) or not {"clinician", "channel", "from"} <= body.keys():
        return body
    clinician, channel, sender = body["clinician"], body["channel"], body["from"]
    if isinstance(clinician, str) and re.fullmatch(r"[-a-zA-Z0-9_]{1,80}", clinician):
        body = body | {"clinician": CLINICIAN}
    if (
        isinstance(sender, str)
        and 0 < len(sender) <= 320
        and isinstance(channel, str)
        and channel in ADDRESSES
    ):
        body = body | {"from": ADDRESSES[channel]}
    if isinstance(body.get("external_id"), str) and 0 < len(body["external_id"]) <= 200:
        body = body | {"external_id": hashlib.sha256(json.dumps(body).encode()).hexdigest()}
    return body
