#!/bin/sh
# Each sabotage of sabotages.py is done, named by the doctor, and undone.
set -eu
cd /root
exec python3 -m tests.machine.sabotage
