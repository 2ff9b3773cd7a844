import type * as E from 'fp-ts/Either'
import { type KafkaFault } from '../fault'
import { type KafkaLogLevel } from '../kafka-log'
import { secret } from '../secret'
import { type KafkaSettings } from '../settings'
import { type PackedBatch } from '../source/packed'
import { type HandlerFault, type SourceEvent, type SourceOptions, type StoredOffset, type TopicPartition } from '../source/port'

/** Settings without functions, which do not go to another thread. */
interface PlainSettings extends Omit<KafkaSettings, 'sasl'> {
  readonly sasl: (Omit<NonNullable<KafkaSettings['sasl']>, 'password'> & { readonly password: string }) | undefined
}

export interface ThreadGiven {
  readonly settings: PlainSettings
  readonly options: SourceOptions
}

export const plainSettings = ({ sasl, ...others }: KafkaSettings): PlainSettings => ({
  ...others,
  sasl: sasl === undefined ? undefined : { ...sasl, password: sasl.password() },
})

export const settingsOf = ({ sasl, ...others }: PlainSettings): KafkaSettings => ({
  ...others,
  sasl: sasl === undefined ? undefined : { ...sasl, password: secret(sasl.password) },
})

/** What the handlers are asked; the answer comes back under the same number. */
export type Question = { readonly kind: 'storedOffsets'; readonly partitions: ReadonlyArray<TopicPartition> } | BatchQuestion

export interface BatchQuestion {
  readonly kind: 'handle'
  readonly batch: PackedBatch
  /** The number of the question whose batch it goes on from: it is handled if that one was stored, and else has no answer. */
  readonly behind?: number
}

/** The stored offsets; none where a batch was handled. */
export type Answer = E.Either<HandlerFault, ReadonlyArray<StoredOffset>>

export type FromThread =
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | {
      readonly kind: 'log'
      readonly level: KafkaLogLevel
      readonly message: string
      readonly fields: Readonly<Record<string, string | number | boolean>>
    }
  | { readonly kind: 'event'; readonly event: SourceEvent }
  | { readonly kind: 'ended'; readonly fault: KafkaFault | undefined }

export type ToThread =
  { readonly kind: 'answer'; readonly number: number; readonly answer: Answer | undefined } | { readonly kind: 'stop' }
