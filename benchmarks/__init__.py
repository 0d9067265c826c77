"""What is measured, and against what: `python -m benchmarks` runs every row, `python -m benchmarks NAME` one.

Lives here: whole runs, timed, each a ratio in one run where there is something to compare with.
May not live here: anything that the packages need.
"""
