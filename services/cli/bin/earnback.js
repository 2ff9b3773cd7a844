#!/usr/bin/env node
if (require('node:fs').existsSync(`${__dirname}/../dist/main.js`)) require('../dist/main.js')
else process.exit(void console.error('earnback is not built yet: run `make setup` in the root of the repository, then try again.') ?? 2)
