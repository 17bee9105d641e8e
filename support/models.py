from .outbox.models import Mail  # noqa: F401
from .public_pages.models import PublicScope  # noqa: F401
