export { eventSchema } from './event-schema'
export { type JsonSchema, SchemaWalker } from './json-schema'
