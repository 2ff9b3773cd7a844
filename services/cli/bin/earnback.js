#!/usr/bin/env node
const isBuilt = require('node:fs').existsSync(`${__dirname}/../dist/main.js`)
if (!isBuilt) console.error('earnback is not built yet: run `make setup` in the root of the repository, then try again.')
if (isBuilt) require('../dist/main.js')
else process.exitCode = 2
