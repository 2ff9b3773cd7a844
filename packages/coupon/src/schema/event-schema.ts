import { CloudEvent } from '@earnback/kernel'
import { CATALOGUE, type EventName } from '../events/event'
import { currentVersion, UPCASTS } from '../events/upcast'
import { type JsonSchema, SchemaWalker } from './json-schema'

/** The JSON Schema of one event as a whole CloudEvent, at its current version. Fields that it doesn't name are allowed. */
export const eventSchema = (name: EventName): JsonSchema => {
  const walker = new SchemaWalker()
  const type = `earnback.${name}.v${currentVersion(UPCASTS, name)}`
  const envelope = walker.objectOf(CloudEvent)
  const properties = { ...envelope.properties, type: { const: type }, data: walker.schemaOf(CATALOGUE[name]) }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${type.replaceAll('.', ':')}`,
    title: type,
    ...envelope,
    properties,
    $defs: walker.definitions,
  }
}

/** The text of every schema file, by file name. */
export const schemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    (Object.keys(CATALOGUE) as EventName[]).map((name) => [
      `${name}.v${currentVersion(UPCASTS, name)}.json`,
      `${JSON.stringify(eventSchema(name), null, 2)}\n`,
    ]),
  )
