"""`python -m api`: a worker. What `gongshi worker` turns into."""

import sys

from api.worker import run_worker
from engine import GongshiError
from store.settings import Settings

if __name__ == "__main__":
    settings = Settings()
    try:
        run_worker(settings)
    except GongshiError as error:
        sys.exit(error.text(settings.lang))
