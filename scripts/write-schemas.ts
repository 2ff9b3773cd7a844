import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaFiles } from '../packages/coupon/src/schema/event-schema'

const folder = join(__dirname, '..', 'packages', 'coupon', 'schemas')

mkdirSync(folder, { recursive: true })
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text)
process.stderr.write(`wrote ${schemaFiles().size} schemas to ${folder}\n`)
