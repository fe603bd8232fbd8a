#!/usr/bin/env python3
"""Makes one large OpenAPI document from several JSON ones: paths get a prefix, components one in their names, until there are enough bytes.
Usage: tests/bench/big-document.py OUTPUT MEGABYTES DOCUMENT.json... The same documents give the same output."""
import json
import sys

KINDS = ("schemas", "parameters", "responses", "requestBodies", "headers", "securitySchemes", "examples", "links", "callbacks")


def renamed(node, prefix):
    if isinstance(node, list):
        return [renamed(item, prefix) for item in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str) and value.startswith("#/components/"):
            kind, _, name = value[len("#/components/"):].partition("/")
            value = f"#/components/{kind}/{prefix}{name}"
        elif key == "operationId" and isinstance(value, str):
            value = prefix + value
        elif key == "mapping" and isinstance(value, dict):
            value = {name: f"#/components/schemas/{prefix}{target.rsplit('/', 1)[-1]}" for name, target in value.items() if isinstance(target, str)}
        elif key == "security" and isinstance(value, list):
            value = [{prefix + name: scopes for name, scopes in each.items()} for each in value if isinstance(each, dict)]
        made[key] = renamed(value, prefix)
    return made


def main(output, wanted, paths):
    documents = [json.load(open(path, encoding="utf-8")) for path in paths]
    whole = {"openapi": "3.1.0", "info": {"title": "Large", "version": "1"}, "paths": {}, "components": {kind: {} for kind in KINDS}}
    size, turn = 0, 0
    while size < wanted:
        document, prefix = documents[turn % len(documents)], f"t{turn}_"
        parts = [("paths", "/" + prefix.strip("_"), document.get("paths", {}))] + [(kind, prefix, document.get("components", {}).get(kind, {})) for kind in KINDS]
        for kind, before, members in parts:
            target = whole["paths"] if kind == "paths" else whole["components"][kind]
            for name, value in members.items():
                target[before + name] = value = renamed(value, prefix)
                size += len(json.dumps(value)) + len(name) + 8
        turn += 1
    json.dump(whole, open(output, "w", encoding="utf-8"))


main(sys.argv[1], float(sys.argv[2]) * 1e6, sys.argv[3:])
