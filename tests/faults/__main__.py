"""`./dev soak [ROUNDS] [SEED]`: fault rounds one after another, a line each; 1 where anything was lost or doubled."""

import os
import sys
import time

from tests.faults.round import fault_round


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    first = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    wrong = 0
    for seed in range(first, first + rounds):
        verdict, killed, refused = fault_round(os.environ["DONDOC_TEST_POSTGRES"], seed)
        print(f"seed {seed}: killed {' '.join(killed)}; {refused} calls in vain; {verdict}", flush=True)
        for line in verdict.wrong[:20]:
            print("   ", line)
        wrong += len(verdict.wrong)
    print(f"{rounds} rounds, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
