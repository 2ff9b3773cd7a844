import type { EventName } from '@earnback/coupon'
import { eventSchema, type JsonSchema } from '@earnback/coupon/schema'

const SHARED = '#/components/schemas/'

/** A schema's own definitions become components that all messages share. */
const withSharedParts = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(withSharedParts)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', SHARED) : withSharedParts(value),
    ]),
  )
}

interface Schemas {
  [name: string]: unknown
}

/** Adds an event's schema, and the parts it shares, to the components; answers its name there. */
export const addEventSchema = (schemas: Schemas, event: EventName): string => {
  const { $defs, $id: _, $schema: __, ...schema } = eventSchema(event)
  const name = String(schema.title).replace('earnback.', '')
  schemas[name] = withSharedParts(schema)
  for (const [part, shape] of Object.entries($defs as JsonSchema)) schemas[part] = withSharedParts(shape)
  return name
}

/** What the store knows of an event and the engine tells beside it. */
export const STORED: JsonSchema = {
  type: 'object',
  description: 'What the store knows of the event beside what it says',
  required: ['recordedat', 'position', 'stream', 'revision'],
  properties: {
    recordedat: { $ref: `${SHARED}instant`, description: 'When it was appended: transaction time, never decreasing' },
    position: { $ref: `${SHARED}position`, description: 'Its place in the whole log' },
    stream: { type: 'string', minLength: 1 },
    revision: { type: 'integer', minimum: 0, description: 'Its place in its stream, 0 for the first' },
    causationid: { type: 'string', minLength: 1, description: 'The id of what led to it: the run, the ThresholdMet, the case' },
    topic: { type: 'string', description: 'Where it was read from in Kafka, if it was' },
    partition: { type: 'integer', minimum: 0 },
    offset: { type: ['integer', 'string'], description: 'An integer, or its digits where it is beyond 2^53' },
  },
}

/** The schema of an event as the engine publishes it. */
export const addPublishedSchema = (schemas: Schemas, event: EventName): string => {
  const plain = addEventSchema(schemas, event)
  const name = `${plain}.published`
  schemas[name] = {
    allOf: [{ $ref: SHARED + plain }, { $ref: `${SHARED}stored` }],
    properties: { source: { const: 'earnback/engine' } },
  }
  return name
}
