# Browser assets, pinned in package.json and its lock.
FROM node:22-slim AS assets
WORKDIR /src
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
COPY app/assets app/assets
RUN python3 app/assets/install.py

# Dependencies from the lock, then our own wheel with the assets inside.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/sizhi
COPY requirements.lock .
RUN /opt/sizhi/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=assets /src/app/assets app/assets
RUN /opt/sizhi/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
 && /opt/sizhi/bin/pip install --no-deps /wheel/sizhi-*.whl

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 sizhi \
 && install -d -o sizhi /data
COPY --from=build /opt/sizhi /opt/sizhi
USER sizhi
WORKDIR /data
# Uploads, plans and an SQLite file lie in /data; SIZHI_DATABASE_URL names a PostgreSQL instead of that file.
ENV PATH=/opt/sizhi/bin:$PATH SIZHI_DATA=/data NUMBA_CACHE_DIR=/data/.numba
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sizhi", "serve", "--host", "0.0.0.0", "--port", "8000"]
