import { canonicalJson, instantOfMicros, type Instant } from '@earnback/kernel'
import type { ColumnSpec, NewEvent, SameContent } from '../port'

export interface SamplePayload {
  readonly amount: number
  readonly account: number
  readonly kind: number
}

export interface Sample extends Partial<SamplePayload> {
  readonly stream?: string
  readonly source?: string
  readonly text?: string
  readonly notes?: NewEvent['notes']
}

/** An event that is valid everywhere; override what matters. */
export const sampleEvent = (id: string, sample: Sample = {}): NewEvent => {
  const { stream = 'spend-act-1', source = 'ads/feed', amount = 7, account = 1, kind = 1, text = '', notes } = sample
  const payload: SamplePayload = { amount, account, kind }
  const json = JSON.stringify({ specversion: '1.0', id, source, type: 'sample', data: { ...payload, text } })
  return notes === undefined ? { stream, source, id, json, payload } : { stream, source, id, json, payload, notes }
}

export const sampleEvents = (from: number, count: number, sample: (index: number) => Sample = () => ({})): NewEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent(`e-${from + index}`, sample(from + index)))

/** One column of each type, and one that is zero everywhere. */
export const sampleColumns = (version = 'sample-1', factor = 1): ColumnSpec => ({
  version,
  columns: [
    { name: 'kind', type: 'u8' },
    { name: 'amount', type: 'f64' },
    { name: 'account', type: 'u32' },
    { name: 'small', type: 'u16' },
    { name: 'never', type: 'f64' },
  ],
  take: (payload, row) => {
    const { amount, account, kind } = payload as SamplePayload
    row[0] = kind
    row[1] = amount * factor
    row[2] = account
    row[3] = account % 65_536
  },
  decode: (json) => (JSON.parse(json) as { readonly data: SamplePayload }).data,
})

export const sameSampleContent: SameContent = (stored, arrived) =>
  stored === arrived || canonicalJson(JSON.parse(stored)) === canonicalJson(JSON.parse(arrived))

export const T0: Instant = instantOfMicros(1_772_000_000_000_000)
export const later = (micros: number): Instant => instantOfMicros(T0 + micros)
