import { DEAD_LETTER_HEADERS } from '../dead-letter'

const TOPIC = 'earnback.dead-letters.v1'

/** What could not be taken in, as it came; the headers say from where and why. */
export const DEAD_LETTERS = {
  channel: {
    address: TOPIC,
    title: 'Records that could not be taken in',
    description:
      'Each with the bytes, the key and the headers that it came with. The same record stands in quarantine, from where it can be taken in again. In the publisher’s transaction, like every decision.',
    messages: { DeadLetter: { $ref: '#/components/messages/DeadLetter' } },
    bindings: { kafka: { topic: TOPIC, bindingVersion: '0.5.0' } },
  },
  operation: {
    action: 'send',
    channel: { $ref: '#/channels/deadLetters' },
    messages: [{ $ref: '#/channels/deadLetters/messages/DeadLetter' }],
  },
  message: {
    name: 'DeadLetter',
    contentType: 'application/octet-stream',
    headers: {
      type: 'object',
      description: 'Beside these, the headers that it came with',
      required: [
        DEAD_LETTER_HEADERS.topic,
        DEAD_LETTER_HEADERS.partition,
        DEAD_LETTER_HEADERS.offset,
        DEAD_LETTER_HEADERS.reason,
      ],
      properties: {
        [DEAD_LETTER_HEADERS.topic]: { type: 'string', minLength: 1, description: 'The topic that it was read from' },
        [DEAD_LETTER_HEADERS.partition]: { type: 'string', pattern: '^[0-9]+$' },
        [DEAD_LETTER_HEADERS.offset]: { type: 'string', pattern: '^[0-9]+$' },
        [DEAD_LETTER_HEADERS.timestamp]: {
          type: 'string',
          pattern: '^-?[0-9]+$',
          description: 'Its timestamp in Kafka, in milliseconds',
        },
        [DEAD_LETTER_HEADERS.quarantineId]: { type: 'string', description: 'Its id for `earnback quarantine show`' },
        [DEAD_LETTER_HEADERS.message]: { type: 'string', description: 'The reason for people' },
        [DEAD_LETTER_HEADERS.reason]: { type: 'string', pattern: '^[A-Z0-9_]+$', description: 'The quarantine code' },
      },
    },
    payload: { type: 'string', format: 'binary', description: 'The raw bytes' },
    bindings: {
      kafka: {
        key: { type: 'string', description: 'The key that it came with; where it had none, its topic and partition' },
        bindingVersion: '0.5.0',
      },
    },
  },
}
