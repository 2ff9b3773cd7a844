import * as t from 'io-ts'
import { InstantCodec, Text } from './codecs'

/**
 * The attributes of a CloudEvents 1.0 event in structured mode, its `data` still unread.
 * Source: docs/domain/events.md. Unknown extension attributes stay in the stored JSON.
 */
export const CloudEvent = t.intersection(
  [
    t.type({ specversion: t.literal('1.0'), id: Text, source: Text, type: Text, time: InstantCodec, data: t.UnknownRecord }),
    t.partial({ subject: Text, reportedat: InstantCodec, datacontenttype: t.string, dataschema: t.string }),
  ],
  'CloudEvent',
)
export type CloudEvent = t.TypeOf<typeof CloudEvent>

/** The source of every event that the engine itself decides. */
export const ENGINE_SOURCE = 'earnback/engine'
