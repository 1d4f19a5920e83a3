# One process, one data folder: docker build -t common-ground . && docker run -p 8000:8000 -v common-ground:/data …
# tests/test_wheel.py takes these very steps without a container engine.

FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/ requirements/
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r requirements/build.txt
RUN python -m venv /opt/common-ground && /opt/common-ground/bin/pip install --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY app/ app/
COPY migrations/ migrations/
RUN /opt/build/bin/pip wheel . --no-deps --no-build-isolation --wheel-dir dist
RUN /opt/common-ground/bin/pip install --no-deps --no-index dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data common-ground && install -d -o common-ground /data
COPY --from=build /opt/common-ground /opt/common-ground
ENV PATH=/opt/common-ground/bin:$PATH COMMON_GROUND_DATA_DIR=/data PYTHONUNBUFFERED=1
USER common-ground
VOLUME /data
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["common-ground", "serve", "--host", "0.0.0.0", "--port", "8000"]
