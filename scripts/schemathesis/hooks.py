"""What no schema can say about the requests to generate."""

import re

import schemathesis

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,8192}")


@schemathesis.hook
def before_call(context, case, **kwargs):
    """A well-formed cursor belongs to the question that it came from; invented ones are refused, as they should be."""
    cursor = (case.query or {}).get("cursor")
    if isinstance(cursor, str) and CURSOR.fullmatch(cursor):
        del case.query["cursor"]
