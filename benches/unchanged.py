#!/usr/bin/env python3
"""Runs with nothing or little to do, beside `find` as a peer that looks at every file and does nothing else.

usage: benches/unchanged.py [COURANT] [RECORDS]

Makes a publication of Markdown records of about 4 kB (100,000 unless told) in a temporary directory, with a site feed and
one for each of 20 categories, RSS and Atom, 50 items each. Prints CPU seconds (user and system, the least of several runs
that take turns), the ratio to `find`, the peak of memory, and what a change costs: the median of what each run took over
the run with nothing changed of its round, since a machine that is busy for a while is so for both.
"""

import os
import statistics
import sys
import tempfile
import time

from corpus import measured, publication

ROUNDS = 41


def edit(path):
    with open(path, "a") as file:
        file.write("And more.\n")


def main():
    courant = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/courant")
    records = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as root:
        shown = publication(root, records)
        old = os.path.join(root, "data/2000/01/article-0000000.md")
        build = [courant, "build", "--now", "2026-01-01T00:00:00Z"]
        time.sleep(0.1)
        print(f"{records:,} records; first build: {measured(build, root)[0]:.2f} CPU s")

        rows = [
            ("find", ["find", "data", "-printf", "%s %T@ %C@ %i\n"], None),
            ("nothing changed", build, None),
            ("one changed that no feed shows", build, old),
            ("one changed that feeds show", build, shown),
        ]
        # In turns, so that a machine that is busy for a while is so for every row.
        results = [[] for _ in rows]
        for _ in range(ROUNDS):
            for (_, command, changed), result in zip(rows, results):
                # What was written a moment ago can be known by nothing but its bytes.
                time.sleep(0.1)
                measured(build, root)
                if changed:
                    edit(changed)
                time.sleep(0.1)
                result.append(measured(command, root))
        peer = min(cpu for cpu, _ in results[0])
        for (name, _, _), result in zip(rows, results):
            cpu, memory = min(cpu for cpu, _ in result), max(memory for _, memory in result)
            line = f"{name:32} {cpu:6.3f} CPU s  {cpu / peer:5.2f} x find  {memory:6.0f} MiB"
            if "one changed" in name:
                over = statistics.median(run[0] - nothing[0] for run, nothing in zip(result, results[1]))
                line += f"  {over * 1000:+4.0f} ms"
            print(line)


main()
