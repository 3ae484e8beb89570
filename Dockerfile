# Two stages: the first installs (and builds the dashboard on the way), the second only runs.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/infusion-watch
COPY pyproject.toml constraints.txt hatch_build.py README.md LICENSE ./
COPY monitors monitors
COPY alerts alerts
COPY simulators simulators
COPY app app
RUN /opt/infusion-watch/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
COPY --from=build /opt/infusion-watch /opt/infusion-watch
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin ward && install -d -o ward -g ward -m 0700 /data
ENV PATH=/opt/infusion-watch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    INFUSION_WATCH_DATA=/data \
    INFUSION_WATCH_HOST=0.0.0.0
USER ward
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["infusion-watch"]
CMD ["serve"]
