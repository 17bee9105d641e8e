FROM python:3.13-slim-bookworm AS packages
COPY requirements.txt /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    PYTHONUNBUFFERED=1
RUN useradd --system --no-create-home --uid 10001 portal
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .
# The base settings need no secret, so none is in the image. Bytecode is made here: later, nothing can be written.
RUN python manage.py collectstatic --settings portal.settings.base --no-input \
    && python -m compileall -q .
USER 10001
EXPOSE 8000
CMD ["gunicorn", "-c", "python:portal.gunicorn", "portal.wsgi:application"]
