"""The same as probe.cjs for a Python handler: python probe.py MODULE FUNCTION WHAT …"""

import ast
import concurrent.futures
import importlib
import json
import os
import sys
import time

BATCH = 100

module, name, what, *numbers = sys.argv[1:]
handler = getattr(importlib.import_module(module), name)


def invoke(_=None):
    return handler({}, None)


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def first():
    loaded = resident_bytes()
    began = time.perf_counter()
    answer = invoke()
    first_ms = (time.perf_counter() - began) * 1000
    served = resident_bytes()
    return {"firstMs": first_ms, "loadedBytes": loaded, "servedBytes": served, "sections": ast.literal_eval(answer)}


def calls(at_once, after):
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        list(pool.map(invoke, range(at_once)))
    for _ in range(after):
        invoke()
    return {}


def hits(seconds):
    invoke()
    batches(seconds)
    return {"microseconds": batches(seconds)}


def batches(seconds):
    microseconds = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        for _ in range(BATCH):
            invoke()
        microseconds.append((time.perf_counter() - began) * 1e6 / BATCH)
    return microseconds


print(json.dumps({"first": first, "calls": calls, "hits": hits}[what](*(json.loads(number) for number in numbers))))
