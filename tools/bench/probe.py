"""Makes the measurements of probe.cjs for a Python handler: python probe.py MODULE FUNCTION MEASUREMENT …"""

import ast
import importlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

BATCH = 100

module, name, measurement, *arguments = sys.argv[1:]
handler = getattr(importlib.import_module(module), name)


def invoke(_=None):
    return handler({}, None)


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cold(began_at_ms, group):
    init_ms = time.time() * 1000 - began_at_ms
    # Lambda sets it for each invocation.
    os.environ["_X_AMZN_TRACE_ID"] = os.environ["TRACE_ID"]
    with open(group, "w") as processes:
        processes.write(str(os.getpid()))
    start = time.perf_counter()
    response = invoke()
    first_ms = (time.perf_counter() - start) * 1000
    return {"initMs": init_ms, "firstMs": first_ms, "sections": ast.literal_eval(response)}


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


if measurement == "cold":
    print(json.dumps(cold(float(arguments[0]), arguments[1])))
else:
    measure = {"first": first, "calls": calls, "hits": hits}[measurement]
    print(json.dumps(measure(*(json.loads(number) for number in arguments))))
