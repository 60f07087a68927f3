"""Records of about 4 kB that the benches build feeds of, and how a process is measured."""

import json
import os
import random
import subprocess
import sys

WORDS = "harbour tide ferry council market weather ship light quay winter north bridge letter garden school".split()


def articles(records):
    """Number, year, month, day, categories and text of each."""
    chance = random.Random(1)
    for number in range(records):
        month, day = 1 + number // 28 % 12, 1 + number % 28
        year = 2000 + number * 25 // records
        categories = [WORDS[number % 15], f"topic-{number % 5}"]
        yield number, year, month, day, categories, " ".join(chance.choices(WORDS, k=620))


def configure(root, files):
    feed = 'formats = ["rss", "atom"]\nlimit = 50\n'
    with open(os.path.join(root, "courant.toml"), "w") as file:
        file.write('[publication]\ntitle = "Bench"\nlink = "https://bench.example/"\ntag = "bench.example,2026"\n')
        file.write(f'[[source]]\nfiles = ["{files}"]\n')
        file.write(f'[[feed]]\nname = "news"\n{feed}[[feed]]\neach = "category"\n{feed}')


def publication(root, records):
    """A publication of Markdown files; gives back the newest one."""
    configure(root, "data/**/*.md")
    for number, year, month, day, categories, text in articles(records):
        directory = os.path.join(root, f"data/{year}/{month:02}")
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, f"article-{number:07}.md"), "w") as file:
            file.write(f"---\ntitle: Article {number}\ndate: {year}-{month:02}-{day:02}T10:00:00Z\n")
            file.write(f"categories: [{', '.join(categories)}]\n---\n\n{text}\n")
    return os.path.join(root, f"data/{year}/{month:02}/article-{records - 1:07}.md")


def line(number, year, month, day, categories, text):
    """An article as a line of JSON."""
    url = f"https://bench.example/{number}"
    date = f"{year}-{month:02}-{day:02}T10:00:00Z"
    record = {"id": url, "url": url, "title": f"Article {number}", "date": date, "categories": categories}
    return json.dumps(record | {"content_html": f"<p>{text}</p>"}) + "\n"


def list_publication(root, records):
    """A publication of one list in JSON Lines; gives back its file."""
    configure(root, "data/articles.jsonl")
    os.makedirs(os.path.join(root, "data"))
    path = os.path.join(root, "data/articles.jsonl")
    with open(path, "w") as file:
        file.writelines(line(*article) for article in articles(records))
    return path


def measured(command, root):
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
