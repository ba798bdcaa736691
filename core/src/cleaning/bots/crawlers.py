"""Writes crawlers.txt: the user agents of bots, as plain parts of text, from crawler-user-agents.

usage: python3 -m venv venv && venv/bin/pip install crawler-user-agents==1.67.0
       venv/bin/python core/src/cleaning/bots/crawlers.py

Beside it goes core/tests/golden/user_agents.json: one user agent of each pattern that has one.
What crawlers.txt holds, and why it differs from the list: see user_agent.rs.
"""
import json
import re
from importlib import resources
from pathlib import Path

HERE = Path(__file__).parent
GENERIC = ["bot", "crawl", "spider", "scrap"]
# Browsers, apps and players that people use; the list is made for servers' logs, where they fetch on their own.
PEOPLE = ["coccoc", "^Silk/", "Viber", "WhatsApp", "Tumblr/", "Notion/", "Fluid", "Sonic", "DMBrowser", "Code/1.",
          "Trae/", "FastmailUA", "Goodreads", "Valve/Steam", "PocketCasts/", "Overcast/", "Instapaper/", "Grammarly/",
          "NextCloud", "Disqus", "Blackboard", "inoreader", "Feedly", "feeder.co", "Feeder /",
          "Asana/", "Make/", "RED/", "ds9", "Charlotte", "Fever", "Trove", "Hello World", "Sora POS/", "Devin",
          "PayPal/", "Bluesky/", "CapitalOneShopping", "AmazonBuyForMe", "SnapchatAds/", "Anchor Browser",
          "okhttp", "BTWebClient", "eRepublik.tools", "MetaIAB Facebook", "AppInsights", "WebZIP", "upday/",
          "Butterfly", "Magellan", "Grover/", "Golfe/", "Operator/", "Verity/", "Readable/", "Jumio", "NewsNow/"]


def plain(pattern):
    """The texts a pattern stands for, or none when it is more than a few texts."""
    pattern = pattern.replace("([^-]|$)", "").replace("(^| )", " ").replace("\\/", "/")
    if pattern == "Bark[rR]owler":
        return ["Barkrowler", "BarkRowler"]
    texts = [""]
    rest = pattern
    while rest:
        if match := re.match(r"\[(\w)(\w)\]", rest):
            texts = [text + c for text in texts for c in match.groups()]
        elif match := re.match(r"\(([^()|]+)\|([^()|]+)\)", rest):
            texts = [text + part for text in texts for part in match.groups()]
        elif match := re.match(r"\\([./()!?+\-^$\[\]])", rest):
            texts = [text + match[1] for text in texts]
        elif rest[0] == "|":
            return texts + plain(rest[1:])
        elif rest[0] in "\\[](){}*+?.":
            return []
        else:
            match = rest[0]
            texts = [text + rest[0] for text in texts]
            rest = rest[1:]
            continue
        rest = rest[match.end():]
    return texts


source = resources.files("crawleruseragents") / "crawler-user-agents.json"
entries = json.loads(source.read_text())
parts, skipped = set(), []
for entry in entries:
    texts = plain(entry["pattern"])
    if not texts:
        skipped.append(entry["pattern"])
    parts.update(text for text in texts
                 if not any(word in text.lower() for word in GENERIC) and text not in PEOPLE)
unknown = set(PEOPLE) - {text for entry in entries for text in plain(entry["pattern"])}
assert not unknown, unknown
parts = sorted(part for part in parts if not any(other != part and other in part for other in parts))
(HERE / "crawlers.txt").write_bytes("".join(part + "\n" for part in parts).encode())

some = sorted({entry["instances"][0] for entry in entries if entry.get("instances")})
golden = HERE.parents[2] / "tests" / "golden" / "user_agents.json"
golden.write_text(json.dumps(some[::3], indent=0, ensure_ascii=False) + "\n")
print(len(parts), "parts,", sum(map(len, parts)), "bytes; left out:", skipped)
