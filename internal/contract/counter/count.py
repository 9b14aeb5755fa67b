#!/usr/bin/env python3
"""Counts the tokens of Claude Code transcripts: count.py FOLDER ZONE

It shares nothing with the program that it checks, and uses the standard library only. A request is a message id and a request id. Each record of
a message repeats its usage, of which the one with the most tokens counts, at the time of the earliest record. The result is an object of days in
the time zone, sessions and models, each with the number of requests and the tokens of each kind.
"""
import json
import pathlib
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

KINDS = {"input_tokens": "input_tokens", "output_tokens": "output_tokens", "cache_read_tokens": "cache_read_input_tokens",
         "cache_write_tokens": "cache_creation_input_tokens"}


def requests(folder):
    """Returns the requests in all files below a folder, each once."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            message = record.get("message") if isinstance(record, dict) else None
            usage = message.get("usage") if isinstance(message, dict) else None
            if record.get("type") != "assistant" or not usage or message.get("model") == "<synthetic>":
                continue
            key = (message.get("id"), record.get("requestId"))
            tokens = {kind: int(usage.get(name) or 0) for kind, name in KINDS.items()}
            request = found.setdefault(key, {"tokens": tokens, "at": record["timestamp"], "session": record["sessionId"], "model": message["model"]})
            if sum(tokens.values()) > sum(request["tokens"].values()):
                request["tokens"] = tokens
            request["at"] = min(request["at"], record["timestamp"])
    return found.values()


def main(folder, zone):
    sums = {"day": {}, "session": {}, "model": {}}
    for request in requests(folder):
        at = datetime.fromisoformat(request["at"].replace("Z", "+00:00")).astimezone(ZoneInfo(zone))
        for by, name in (("day", at.date().isoformat()), ("session", request["session"]), ("model", request["model"])):
            group = sums[by].setdefault(name, dict.fromkeys(["requests", "total_tokens", *KINDS], 0))
            group["requests"] += 1
            for kind, tokens in request["tokens"].items():
                group[kind] += tokens
                group["total_tokens"] += tokens
    json.dump(sums, sys.stdout)


main(*sys.argv[1:])
