FROM node:20-bookworm AS build
WORKDIR /app
COPY . .
RUN sh scripts/install.sh \
  && npx tsc -b \
  && node services/web/scripts/build.mjs \
  && npm prune --omit=dev \
  && rm -rf packages/*/src packages/*/test services/*/src services/*/test

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/services ./services
# A volume that is mounted here for the first time takes the owner over.
RUN mkdir /data && chown node:node /data
USER node
ENV EARNBACK_STORE=sqlite:/data/earnback.db EARNBACK_MIRROR=/data/mirror.db EARNBACK_KEYS=/data/keys.json
VOLUME /data
ENTRYPOINT ["node", "services/cli/bin/earnback.js"]
CMD ["--help"]
