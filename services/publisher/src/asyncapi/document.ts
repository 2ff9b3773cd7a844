import type { EventName } from '@earnback/coupon'
import { CONTENT_TYPE } from '../records-of'
import { EVENT_CHANNELS, type EventChannel } from './channels'
import { DEAD_LETTERS } from './dead-letters'
import { addEventSchema, addPublishedSchema, STORED } from './schemas'

const ref = (path: string): { readonly $ref: string } => ({ $ref: `#/${path}` })

/** Built up once, and then only read. */
interface Parts {
  readonly schemas: Record<string, unknown>
  readonly messages: Record<string, unknown>
  readonly channels: Record<string, unknown>
  readonly operations: Record<string, unknown>
}

const KEYS = {
  couponId: { type: 'string', minLength: 1, description: 'data.couponId' },
  adAccountId: { type: 'string', minLength: 1, description: 'data.adAccountId' },
}

const headersFor = (action: EventChannel['action']): unknown => ({
  type: 'object',
  required: ['content-type'],
  properties: {
    'content-type': action === 'send' ? { const: CONTENT_TYPE } : { type: 'string', pattern: '^application/cloudevents\\+json' },
    ...(action === 'send' ? { causationid: { type: 'string', description: 'As in the event: the id of what led to it' } } : {}),
  },
})

const addMessage = ({ schemas, messages }: Parts, { action, key }: EventChannel, event: EventName): string => {
  const isSent = action === 'send'
  const schema = isSent ? addPublishedSchema(schemas, event) : addEventSchema(schemas, event)
  messages[schema] = {
    name: event,
    title: isSent ? `${event}, decided by the engine` : event,
    contentType: CONTENT_TYPE,
    headers: headersFor(action),
    ...(isSent ? { correlationId: { location: '$message.header#/causationid' } } : {}),
    payload: ref(`components/schemas/${schema}`),
    bindings: { kafka: { key: KEYS[key], bindingVersion: '0.5.0' } },
  }
  return schema
}

const addChannel = (parts: Parts, name: string, channel: EventChannel): void => {
  const messages = channel.events.map((event) => addMessage(parts, channel, event))
  const { topic, title, description, action } = channel
  parts.channels[name] = {
    address: topic,
    title,
    description,
    messages: Object.fromEntries(messages.map((message) => [message, ref(`components/messages/${message}`)])),
    bindings: { kafka: { topic, bindingVersion: '0.5.0' } },
  }
  parts.operations[`${action}${title.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase())}`] = {
    action,
    channel: ref(`channels/${name}`),
    messages: messages.map((message) => ref(`channels/${name}/messages/${message}`)),
  }
}

/** The AsyncAPI 3.0 document of every topic; the schemas of the events come from their codecs. */
export const asyncApiDocument = (): Readonly<Record<string, unknown>> => {
  const parts: Parts = { schemas: { stored: STORED }, messages: {}, channels: {}, operations: {} }
  for (const [name, channel] of Object.entries(EVENT_CHANNELS)) addChannel(parts, name, channel)
  const sorted = Object.entries(parts.schemas).sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Earnback',
      version: '1.0.0',
      description:
        'What the engine reads from Kafka and what it says there. Generated from the codecs by `make schemas`. The names of the topics can be set.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    channels: { ...parts.channels, deadLetters: DEAD_LETTERS.channel },
    operations: { ...parts.operations, sendDeadLetters: DEAD_LETTERS.operation },
    components: { messages: { ...parts.messages, DeadLetter: DEAD_LETTERS.message }, schemas: Object.fromEntries(sorted) },
  }
}
