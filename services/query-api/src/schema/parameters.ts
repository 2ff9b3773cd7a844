import { coded, type Instant, InstantCodec, Text } from '@earnback/kernel'
import * as t from 'io-ts'
import { LIMITS } from '../limits'

/** A whole number between two bounds, out of the text of a query. */
const wholeNumber = (name: string, min: number, max: number): t.Type<number, string, unknown> =>
  new t.Type(
    name,
    (value): value is number => typeof value === 'number',
    (value, context) => {
      const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
      return number >= min && number <= max
        ? t.success(number)
        : t.failure(value, context, coded('NUMBER_INVALID', `a whole number from ${min} to ${max}`))
    },
    String,
  )

/** In a query an unescaped plus is a space; no instant has one there, so it is read as what was meant. */
const QueryInstant = new t.Type<Instant, string, unknown>(
  'instant parameter',
  InstantCodec.is,
  (value, context) => InstantCodec.validate(typeof value === 'string' ? value.replace(/ (\d\d:\d\d)$/, '+$1') : value, context),
  InstantCodec.encode,
)

export const LimitParameter = wholeNumber('limit', 1, LIMITS.pageEntriesMax)
export const PositionParameter = wholeNumber('position parameter', 0, Number.MAX_SAFE_INTEGER)

/** A finding's place names its coupon and what it is about. */
const CURSOR_CHARS_MAX = 8_192
const CURSOR = `^[A-Za-z0-9_-]{1,${CURSOR_CHARS_MAX}}$`
const cursorPattern = new RegExp(CURSOR)

export const CursorParameter = new t.Type<string, string, unknown>(
  'cursor',
  t.string.is,
  (value, context) =>
    typeof value === 'string' && cursorPattern.test(value)
      ? t.success(value)
      : t.failure(value, context, coded('CURSOR_INVALID', 'a nextCursor of this request, unchanged')),
  t.identity,
)

export const timeParameters = { asOf: QueryInstant, knownAt: QueryInstant }
export const IdParameter = Text

/** What a code may be typed as; what is wrong with it is for the activation to say. */
export const TypedCode = Text

export const PARAMETER_LEAVES = {
  limit: { type: 'integer', minimum: 1, maximum: LIMITS.pageEntriesMax, default: LIMITS.pageEntriesDefault },
  'position parameter': { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  cursor: { type: 'string', pattern: CURSOR, description: 'a nextCursor of this request, unchanged' },
  'instant parameter': {
    type: 'string',
    format: 'date-time',
    pattern: '^(1[7-9]|2[01])\\d{2}-|^22[0-4]\\d-',
    description: 'RFC 3339 with an offset, from 1700-01-01 up to 2250-01-01; a plus sign may stand unescaped',
  },
} as const
