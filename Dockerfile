ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot
# sha256:… of the base; releases pin it, so that a rebuild is the same image.
ARG BASE_DIGEST=

FROM ${BUILD_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 # What only a compiler or a reader of the package wants.
 && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -iname '*.md' \) -delete \
 && find node_modules -type d \( -name test -o -name tests -o -name benchmark -o -name benchmarks -o -name docs -o -name .github \) -prune -exec rm -rf {} + \
 && find node_modules -type d -empty -delete

FROM ${BASE_IMAGE}${BASE_DIGEST:+@${BASE_DIGEST}}
ARG BASE_IMAGE
ARG BASE_DIGEST
ARG VERSION=0.1.0-dev
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="peerproof" \
      org.opencontainers.image.description="Proves on every Kubernetes control-plane node that etcd's peers encrypt and authenticate" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}" \
      org.opencontainers.image.base.digest="${BASE_DIGEST}"
WORKDIR /app
# Owned by root and writable by nobody: the agent cannot change its own code.
COPY --from=dependencies /app/node_modules ./node_modules
COPY LICENSE package.json ./
COPY src ./src
ENV NODE_ENV=production \
    PEERPROOF_REVISION=${REVISION}
EXPOSE 19380 19381
# Harmless by itself; manifests that read the node's root-only files set uid 0 and say why.
USER 65532:65532
# --permission: reads below these directories, no writes, no programs, no native code. A path is read component by component,
# and Node.js grants "/etc" itself only where "/etc/*" is granted. The heap's young space is small because garbage is rare.
ENTRYPOINT ["/nodejs/bin/node", "--permission", "--allow-fs-read=/app/*", "--allow-fs-read=/etc/*", "--allow-fs-read=/var/*", \
            "--allow-fs-read=/host/*", "--allow-fs-read=/proc/*", "--max-semi-space-size=1", "/app/src/main.ts"]
