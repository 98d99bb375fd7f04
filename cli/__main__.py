"""`python -m cli`: the same as `gongshi`."""

from cli.main import run

run()
