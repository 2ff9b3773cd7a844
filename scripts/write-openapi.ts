import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENDPOINTS, openApiOf } from '../services/query-api/src'

const file = join(__dirname, '..', 'docs', 'openapi.json')
writeFileSync(file, `${JSON.stringify(openApiOf(Object.values(ENDPOINTS)), null, 2)}\n`)
process.stderr.write(`wrote ${file}\n`)
