export { eventSchema } from './event-schema'
export type { JsonSchema } from './json-schema'
