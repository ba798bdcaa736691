"""Texts and the sensitive matters that they touch, by the words of core/data/sensitive.tsv.

    python3 core/tests/golden/sensitive.py > core/tests/golden/sensitive.json

Written apart from both who look for them: a text is cut into words by Unicode's classes and accents are taken off by its
decomposition. core/tests/rules.rs and tracker/engine/sensitive.test.js hold them to it.
"""

import json
import pathlib
import re
import unicodedata

LIST = pathlib.Path(__file__).parents[2] / "data/sensitive.tsv"
PAIRS = [line.split("\t") for line in LIST.read_text().splitlines() if not line.startswith("#")]

PLAIN = [
    "", "!", "scarpe da corsa", "ristorante", "Essex", "regali di Natale", "aperitivo", "prezzo", "atene", "gaya", "weekend",
    "Caffè · Milano ☕", "città d'arte", "ラーメン 3×2", "parafarmacista", "aidsx", "dipendenza", "da", "condominio", "transito", "babydoll",
]
OTHERS = [
    "Farmacia San Marco", "cure-oncologiche", "CHIESA", "elezioni_2027", "lgbtq+", "Abbigliamento bambina", "rifugiati",
    "chemioterapia", "invalidità civile", "la FARMÀCIA", "farma\u0301cia", "x.aids.y", "dipendenza da gioco", "dipendenza—da gioco", "dipendenza\nda gioco", "moschea×chiesa", "per neonati e chiese",
]


def matters(text):
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    words = " ".join(re.findall(r"[^\W_]+", plain))
    found = set()
    for matter, word in PAIRS:
        end = "" if word.endswith("*") else r"\b"
        if re.search(r"\b" + re.escape(word.rstrip("*")) + end, words):
            found.add(matter)
    return sorted(found)


texts = PLAIN + OTHERS + [word.rstrip("*") for _, word in PAIRS] + [word.rstrip("*").upper() + "zz" for _, word in PAIRS]
cases = [[text, matters(text)] for text in texts]
assert all(not found for text, found in cases if text in PLAIN), [c for c in cases if c[0] in PLAIN and c[1]]
assert all(found for text, found in cases if text in OTHERS), [c for c in cases if c[0] in OTHERS and not c[1]]
print("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]")
