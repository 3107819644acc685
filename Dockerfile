# trackpost as a container image: the wheel of this checkout, with the pins of requirements/image.txt.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /checkout
COPY requirements/ requirements/
RUN python -m venv /opt/build && requirements/install /opt/build requirements/app.txt \
 && python -m venv /opt/trackpost && requirements/install /opt/trackpost requirements/image.txt
COPY pyproject.toml setup.py README.md LICENSE ./
COPY src/ src/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/trackpost/bin/pip install --no-deps --no-index /wheels/*.whl \
 && /opt/trackpost/bin/pip check

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/trackpost trackpost
COPY --from=build /opt/trackpost /opt/trackpost
ENV PATH=/opt/trackpost/bin:$PATH
USER 10001
WORKDIR /var/lib/trackpost
ENTRYPOINT ["trackpost"]
CMD ["--help"]
