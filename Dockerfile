# One image for every part of the service: docker-compose.yml says which part a container plays.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes --requirement requirements.lock
COPY . .
RUN /venv/bin/pip install --no-deps --no-build-isolation --editable . \
 && /venv/bin/python -m config.catalogue compile \
 && /venv/bin/python -m notifications.domain \
 && SECRET_KEY=only-while-building /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 between
COPY --from=build /venv /venv
COPY --from=build --chown=between /app /app
WORKDIR /app
USER between
EXPOSE 8000 2525
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "2", "--respawn-failed-workers", "config.wsgi:application"]
