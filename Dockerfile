# The converter with all that it writes; see docs/releasing.md.
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN python -m pip install --no-cache-dir --constraint constraints.txt hatchling \
    && python -m hatchling build -t wheel -d /dist

FROM python:3.13-slim
COPY --from=build /dist /dist
COPY constraints.txt /dist/
RUN python -m pip install --no-cache-dir --constraint /dist/constraints.txt "$(echo /dist/*.whl)[results,submission]" \
    && rm -r /dist \
    && useradd --create-home converter
USER converter
WORKDIR /study
ENTRYPOINT ["converter"]
CMD ["--help"]
