#!/usr/bin/env python3
"""Runs over large archives of which nothing is known, and what is appended to a list, beside feedgen as a peer.

usage: benches/cold.py [COURANT] [RECORDS] [PYTHON]

Makes publications of records of about 4 kB (100,000 unless told), as Markdown files and as one list in JSON Lines, with a site
feed and one for each of 20 categories, RSS and Atom, 50 items each. The peer makes the same feeds of the same list
with PyPI's feedgen, which PYTHON has to have. Prints CPU seconds (user and system, the least of several runs that take
turns), the ratio to the peer, and the peak of memory.
"""

import os
import shutil
import sys
import tempfile
import time

from corpus import line, list_publication, measured, publication

ROUNDS = 3


def main():
    courant = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/courant")
    records = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    python = sys.argv[3] if len(sys.argv) > 3 else sys.executable
    peer = os.path.join(os.path.dirname(os.path.abspath(__file__)), "feedgen_peer.py")
    build = [courant, "build", "--now", "2026-01-01T00:00:00Z"]
    with tempfile.TemporaryDirectory() as of_files, tempfile.TemporaryDirectory() as of_list:
        publication(of_files, records)
        path = list_publication(of_list, records)
        names = ["feedgen, JSON Lines", "JSON Lines", "Markdown", "one appended to JSON Lines"]
        results = [[] for _ in names]
        for turn in range(ROUNDS):
            results[0].append(measured([python, peer, path, os.path.join(of_list, "peer")], of_list))
            for root, result in [(of_list, results[1]), (of_files, results[2])]:
                for directory in [".courant", "feeds"]:
                    shutil.rmtree(os.path.join(root, directory), ignore_errors=True)
                result.append(measured(build, root))
            time.sleep(0.1)
            measured(build, of_list)
            with open(path, "a") as file:
                file.write(line(records + turn, 2025, 12, 29, ["topic-1"], f"Nobody has written this before: {turn}. " * 9))
            time.sleep(0.1)
            results[3].append(measured(build, of_list))
        base = min(cpu for cpu, _ in results[0])
        for name, result in zip(names, results):
            cpu, memory = min(cpu for cpu, _ in result), max(memory for _, memory in result)
            print(f"{name:28} {cpu:7.2f} CPU s  {cpu / base:5.2f} x feedgen  {memory:6.0f} MiB")


main()
