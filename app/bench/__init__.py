"""The benchmarks: `python -m app bench [NAME] [--json]`. Every ratio is to a baseline measured in the same run."""
