# syntax=docker/dockerfile:1
# Kring in an image: `docker build -t kring .`, then see deploy/compose.yaml. Two stages, so that no installer stays behind.

FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /kring
RUN python -m venv .venv
# Dependencies first: they change less often than the sources.
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY server ./server
COPY templates ./templates
COPY static ./static
RUN .venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q server .venv/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Kring" \
      org.opencontainers.image.description="A calm online room for intervisie" \
      org.opencontainers.image.licenses="EUPL-1.2"
COPY --from=build /kring /kring
WORKDIR /kring
# A number, so that an orchestrator can see that it is not root. Nothing is written: run with a read-only file system.
USER 10001:10001
ENV PATH="/kring/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KRING_HOST=0.0.0.0 \
    KRING_PORT=8000 \
    KRING_MEDIA_PORT=8443
EXPOSE 8000/tcp 8443/udp
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["kring", "healthcheck"]
CMD ["kring", "run"]
