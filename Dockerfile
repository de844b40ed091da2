# syntax=docker/dockerfile:1
# The server in an image of its own: `docker build -t tegata .`
# Settings come by TEGATA_… variables (docs/reference/settings.md). Keep /data for a sandbox's SQLite file.

FROM rust:1.95-slim-bookworm AS build
# A C tool chain for SQLite and aws-lc.
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --locked --release -p tegata \
    && cp target/release/tegata /tegata

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data tegata \
    && install -d -o tegata -g tegata /data
COPY --from=build /tegata /usr/local/bin/tegata
USER 10001
WORKDIR /data
ENV TEGATA_BIND=0.0.0.0:8080
EXPOSE 8080
STOPSIGNAL SIGTERM
# Ready, asked by bash: the image has no HTTP client.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["bash", "-c", "\
    exec 3<>/dev/tcp/127.0.0.1/${TEGATA_BIND##*:} && \
    printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && \
    read -r _ status _ <&3 && [ $status = 200 ]"]
ENTRYPOINT ["tegata"]
CMD ["serve"]
