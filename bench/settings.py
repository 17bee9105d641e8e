"""Production's settings; BENCH_MEMORY=0 makes every public page be built for each request ("cold")."""

import os

from portal.settings.production import *

if os.environ.get("BENCH_MEMORY") == "0":
    PUBLIC_PAGES_BYTES = 0
