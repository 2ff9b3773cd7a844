import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import { ENDPOINTS } from '../http/endpoints'
import { openApiOf } from './openapi'

const FILE = join(__dirname, '..', '..', '..', '..', 'docs', 'openapi.json')
const document = JSON.parse(JSON.stringify(openApiOf(Object.values(ENDPOINTS)))) as {
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>
  readonly components: { readonly schemas: Record<string, unknown> }
}

test('the committed document is the one that the codecs give (else run `make openapi`)', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(document)
})

test('every name that it refers to is in it, and every schema can be read', () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!)
  expect(names.filter((name) => document.components.schemas[name] === undefined)).toEqual([])
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'document')
  for (const name of Object.keys(document.components.schemas))
    expect(typeof ajv.getSchema(`document#/components/schemas/${name}`)).toBe('function')
})

test('no answer has fields that are not named', () => {
  const { Progress, Problem, ExplanationPage } = document.components.schemas as Record<string, { additionalProperties?: boolean }>
  for (const schema of [Progress, Problem, ExplanationPage]) expect(schema?.additionalProperties).toBe(false)
})
