import Ajv2020 from 'ajv/dist/2020'
import { ENDPOINTS, openApiOf } from '@earnback/query-api'
import type { Got } from './api'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Record<string, unknown>
}

export interface Operation {
  readonly operationId: string
  readonly path: string
  readonly method: string
  readonly scope: string | undefined
  readonly parameters: ReadonlyArray<Parameter>
  readonly hasBody: boolean
  readonly responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>
}

interface Written {
  readonly operationId: string
  readonly security: ReadonlyArray<Record<string, ReadonlyArray<string>>>
  readonly parameters: ReadonlyArray<Parameter>
  readonly requestBody?: unknown
  readonly responses: Operation['responses']
}

const DOCUMENT = JSON.parse(JSON.stringify(openApiOf(Object.values(ENDPOINTS)))) as {
  readonly paths: Record<string, Record<string, Written>>
}

/** Every operation as the document says it; the tests know no other list. */
export const OPERATIONS: ReadonlyArray<Operation> = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, security, parameters, requestBody, responses }]) => ({
    operationId,
    path,
    method: method.toUpperCase(),
    scope: security[0]?.bearer?.[0],
    parameters,
    hasBody: requestBody !== undefined,
    responses,
  })),
)

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(DOCUMENT, 'document')

/** What is wrong with an answer by the document: nothing where it says what it should. */
export const complaints = ({ responses }: Operation, { status, headers, text }: Got): ReadonlyArray<string> => {
  const described = responses[String(status)]
  if (described === undefined) return [`status ${status} is not in the document: ${text.slice(0, 300)}`]
  if (status === 304) return text === '' ? [] : ['304 with a body']
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
  const content = described.content?.[type]
  if (content === undefined) return [`the type ${type} is not in the document for ${status}`]
  const reference = content.schema.$ref
  if (reference === undefined) return []
  const validate = ajv.getSchema(`document${reference}`)
  if (validate === undefined) return [`no schema ${reference}`]
  return validate(JSON.parse(text)) === true ? [] : [ajv.errorsText(validate.errors)]
}
