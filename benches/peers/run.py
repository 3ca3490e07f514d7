"""Times whole processes on the same two files: `genloss compare` and the plain Python in `plain.py`.

    python run.py GENLOSS REFERENCE.parquet CURRENT.parquet [REPEATS, 10 unless given]

Runs alternate, so that a busy machine is unfair to neither. Prints the median of the wall time, the median of the CPU time and
the largest resident memory of each, and their ratio.
"""

import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time


def once(command):
    """Wall seconds, CPU seconds and peak memory in MiB of one process."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)}: failed with status {status}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    genloss, reference, current = sys.argv[1:4]
    repeats = int(sys.argv[4]) if len(sys.argv) > 4 else 10
    plain = str(pathlib.Path(__file__).with_name("plain.py"))
    commands = {
        "plain Python, no intervals": [sys.executable, plain, reference, current],
        "genloss, one thread": [genloss, "compare", reference, current, "--format", "json", "--threads", "1"],
        "genloss": [genloss, "compare", reference, current, "--format", "json"],
    }
    runs = {name: [] for name in commands}
    for name, command in commands.items():
        once(command)
    for _ in range(repeats):
        for name, command in commands.items():
            runs[name].append(once(command))
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {repeats} runs each\n")
    print("| program | wall, s | CPU, s | peak memory, MiB | wall, times genloss |")
    print("|---|---|---|---|---|")
    wall, cpu, memory = ({n: [r[i] for r in rs] for n, rs in runs.items()} for i in range(3))
    base = statistics.median(wall["genloss"])
    for name in commands:
        seconds = statistics.median(wall[name])
        print(f"| {name} | {seconds:.3f} | {statistics.median(cpu[name]):.3f} | {max(memory[name]):.0f} | {seconds / base:.1f} |")


main()
