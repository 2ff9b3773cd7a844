import { coded, parseInstant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { parseStoreUrl, type StoreUrl } from './store-url'

export const StoreCodec = new t.Type<StoreUrl, string, unknown>(
  'store',
  (value): value is StoreUrl => typeof value === 'object' && value !== null && 'kind' in value,
  (value, context) => {
    if (typeof value !== 'string')
      return t.failure(value, context, coded('FIELD_INVALID', 'sqlite:<path> or esdb://… as a JSON string'))
    const parsed = parseStoreUrl(value)
    return E.isLeft(parsed) ? t.failure(value, context, coded(parsed.left.code, parsed.left.expected)) : t.success(parsed.right)
  },
  ({ text }) => text,
)

export const GrantAuthority = new t.Type<'engine' | 'platform', string, unknown>(
  'grant authority',
  (value): value is 'engine' | 'platform' => value === 'engine' || value === 'platform',
  (value, context) =>
    value === 'engine' || value === 'platform'
      ? t.success(value)
      : t.failure(value, context, coded('FIELD_INVALID', 'engine or platform')),
  t.identity,
)

const isIsoDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && E.isRight(parseInstant(`${text}T00:00:00Z`))

export const Holidays = new t.Type<ReadonlySet<string>, string, unknown>(
  'holidays',
  (value): value is ReadonlySet<string> => value instanceof Set,
  (value, context) => {
    const dates = typeof value === 'string' ? value.split(',').map((date) => date.trim()) : []
    return dates.length > 0 && dates.every(isIsoDate)
      ? t.success(new Set(dates))
      : t.failure(value, context, coded('FIELD_INVALID', 'ISO dates with commas between them, such as 2026-01-01,2026-05-03'))
  },
  (dates) => [...dates].join(','),
)
