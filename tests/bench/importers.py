"""How much of the corpus every importer tells rightly, and how long each takes: `dev.py bench importers`."""

import sys
import time

from tests.core.paths.importing.corpus.everything import table


def main() -> int:
    before = time.process_time()
    rows = table()
    took = time.process_time() - before
    print(f"{'format':26} {'taken rightly':>16} {'refused rightly':>16}")
    for row in rows:
        print(f"{row.name:26} {f'{row.taken} of {row.good}':>16} {f'{row.refused} of {row.bad}':>16}")
    good, bad = sum(row.good for row in rows), sum(row.bad for row in rows)
    taken, refused = sum(row.taken for row in rows), sum(row.refused for row in rows)
    print(f"{'all':26} {f'{taken} of {good}':>16} {f'{refused} of {bad}':>16}")
    print(f"{100 * (taken + refused) / (good + bad):.1f} % in {took:.2f} s of CPU")
    for row in rows:
        for told in row.wrong:
            print(f"{row.name}: {told}")
    return 0 if taken == good and refused == bad else 1


if __name__ == "__main__":
    sys.exit(main())
