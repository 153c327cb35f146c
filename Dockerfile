# The image of web servers, workers and the beat: one build, three commands (compose.yaml).
#   docker build --tag granule .
# Behind a mirror or without internet: --build-arg PIP_INDEX_URL=… (docs/operate/offline.md)
FROM python:3.11.14-slim-bookworm AS build
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/granule
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --requirement requirements.txt
COPY manage.py pyproject.toml LICENSE ./
COPY config config
COPY kb kb
COPY channels channels
COPY templates templates
COPY tools tools
RUN VAR_DIR=/tmp/var .venv/bin/python -m tools.translations --compile-only \
    && .venv/bin/python -m compileall -q config kb channels tools \
    && rm -rf /tmp/var

FROM python:3.11.14-slim-bookworm
# pg_dump and pg_restore, for manage.py backup and restore; of the server's release.
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-client-15=15.* \
    && rm -rf /var/lib/apt/lists/*
# Nobody may write to the program; what is kept lies in VAR_DIR.
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin granule \
    && install --directory --owner granule --group granule --mode 0750 /var/lib/granule
COPY --from=build /srv/granule /srv/granule
WORKDIR /srv/granule
ENV PATH=/srv/granule/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/var/lib/granule \
    HOST=0.0.0.0 \
    LOG_FORMAT=json
USER 10001:10001
VOLUME /var/lib/granule
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
