"""`make bench`: every measurement after the other. Each can also be run by itself: `python -m benchmarks.overlay`."""

import subprocess
import sys

MEASUREMENTS = ("overlay", "encryption", "floods", "ten_minutes", "lines", "narrow")


def main() -> int:
    codes = [
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode for name in MEASUREMENTS
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
