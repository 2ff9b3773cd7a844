import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { schemaFiles } from '../packages/coupon/src/schema/event-schema'
import { asyncApiDocument } from '../services/publisher/src/asyncapi/document'

const root = join(__dirname, '..')
const folder = join(root, 'packages', 'coupon', 'schemas')

mkdirSync(folder, { recursive: true })
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text)
writeFileSync(
  join(root, 'docs', 'asyncapi.yaml'),
  stringify(asyncApiDocument(), { aliasDuplicateObjects: false, lineWidth: 130 }),
)
process.stderr.write(`wrote ${schemaFiles().size} schemas to ${folder}, and docs/asyncapi.yaml\n`)
