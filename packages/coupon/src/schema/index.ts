export { type JsonSchema, SchemaWalker } from './json-schema'
