"""Makes the measurements of probe.cjs for a Python handler: python probe.py MODULE FUNCTION MEASUREMENT …"""

import ast
import importlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

BATCH = 100

module, name, measurement, *numbers = sys.argv[1:]
handler = getattr(importlib.import_module(module), name)


def invoke(_=None):
    return handler({}, None)


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def first():
    loaded = resident_bytes()
    start = time.perf_counter()
    response = invoke()
    first_ms = (time.perf_counter() - start) * 1000
    served = resident_bytes()
    return {"firstMs": first_ms, "loadedBytes": loaded, "servedBytes": served, "sections": ast.literal_eval(response)}


def calls(concurrent, after):
    with ThreadPoolExecutor(concurrent) as pool:
        list(pool.map(invoke, range(concurrent)))
    for _ in range(after):
        invoke()
    return {}


def hits(seconds):
    invoke()
    measure_batches(seconds)
    return {"microseconds": measure_batches(seconds)}


def measure_batches(seconds):
    microseconds = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(BATCH):
            invoke()
        microseconds.append((time.perf_counter() - start) * 1e6 / BATCH)
    return microseconds


measure = {"first": first, "calls": calls, "hits": hits}[measurement]
print(json.dumps(measure(*(json.loads(number) for number in numbers))))
