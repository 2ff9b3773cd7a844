import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { isCurrency } from './currency'
import { type Duration, parseDuration } from './duration'
import { formatInstant, type Instant, parseInstant } from './instant'
import { type AmountFault, formatMicros, type Micros, parseMicros } from './micros'
import { coded } from './problem'

export const TEXT_CHARS_MAX = 512

/** A codec for one JSON string; `parse` answers with what was expected when it can't be read. */
const textCodec = <A>(
  name: string,
  is: (value: unknown) => value is A,
  code: string,
  parse: (text: string) => E.Either<string, A>,
  format: (value: A) => string,
): t.Type<A, string, unknown> =>
  new t.Type(
    name,
    is,
    (value, context) => {
      if (typeof value !== 'string') return t.failure(value, context, coded('FIELD_INVALID', `${name} as a JSON string`))
      const parsed = parse(value)
      return E.isLeft(parsed) ? t.failure(value, context, coded(code, parsed.left)) : t.success(parsed.right)
    },
    format,
  )

const isText = (value: unknown): value is string => typeof value === 'string'

const parseText = (text: string): E.Either<string, string> =>
  text.length === 0 || text.length > TEXT_CHARS_MAX || !text.isWellFormed()
    ? E.left(`text of 1 to ${TEXT_CHARS_MAX} characters that UTF-8 can hold`)
    : E.right(text)

/** An identifier or a short text: 1 to 512 characters, well-formed Unicode. */
export const Text = textCodec('text', isText, 'TEXT_INVALID', parseText, (text) => text)

export const InstantCodec = textCodec(
  'instant',
  (value): value is Instant => Number.isSafeInteger(value),
  'INSTANT_INVALID',
  parseInstant,
  formatInstant,
)

const isDuration = (value: unknown): value is Duration => typeof value === 'object' && value !== null && 'micros' in value

/** A duration longer than nothing. */
export const DurationCodec = textCodec(
  'duration',
  isDuration,
  'DURATION_INVALID',
  (text) =>
    E.chain((found: Duration) => (found.micros > 0 ? E.right(found) : E.left('a duration longer than zero')))(
      parseDuration(text),
    ),
  (duration) => duration.text,
)

/** A duration that may be zero. */
export const LatenessCodec = textCodec('duration', isDuration, 'DURATION_INVALID', parseDuration, (duration) => duration.text)

export const Currency = textCodec(
  'currency',
  isText,
  'CURRENCY_UNKNOWN',
  (text) => (isCurrency(text) ? E.right(text) : E.left('an ISO 4217 currency code in capitals, such as JPY')),
  (text) => text,
)

/** An exact amount of one currency. */
export interface Amount {
  readonly micros: Micros
  readonly currency: string
}

const EXPECTED_AMOUNT: Record<AmountFault, string> = {
  AMOUNT_NOT_DECIMAL: 'a decimal string such as "10000" or "0.00294", without exponent or separators',
  AMOUNT_TOO_FINE: 'at most 6 digits after the point',
  AMOUNT_TOO_LARGE: 'at most 9223372036854.775807',
}

const DecimalString = new t.Type<Micros, string, unknown>(
  'decimal string',
  (value): value is Micros => typeof value === 'bigint',
  (value, context) => {
    if (typeof value !== 'string') {
      return t.failure(value, context, coded('AMOUNT_NOT_STRING', EXPECTED_AMOUNT.AMOUNT_NOT_DECIMAL))
    }
    const parsed = parseMicros(value)
    return E.isLeft(parsed)
      ? t.failure(value, context, coded(parsed.left, EXPECTED_AMOUNT[parsed.left]))
      : t.success(parsed.right)
  },
  formatMicros,
)

const EXPECTED_OBJECT = 'an amount such as {"amount": "10000", "currency": "JPY"}'

const AmountObject = t.type({ amount: DecimalString, currency: Currency }, EXPECTED_OBJECT)

const amountCodec = (name: string, code: string, expected: string, admits: (micros: Micros) => boolean) =>
  new t.Type<Amount, { amount: string; currency: string }, unknown>(
    name,
    (value): value is Amount => typeof value === 'object' && value !== null && 'micros' in value,
    (value, context) => {
      if (typeof value !== 'object')
        return t.failure(
          value,
          context,
          coded(typeof value === 'number' ? 'AMOUNT_NOT_STRING' : 'FIELD_INVALID', EXPECTED_OBJECT),
        )
      const read = AmountObject.validate(value, context)
      if (E.isLeft(read)) return read
      const { amount, currency } = read.right
      if (admits(amount)) return t.success({ micros: amount, currency })
      const at = [...context, { key: 'amount', type: DecimalString, actual: formatMicros(amount) }]
      return t.failure(formatMicros(amount), at, coded(code, expected))
    },
    ({ micros, currency }) => ({ amount: formatMicros(micros), currency }),
  )

/** Any amount, also below zero: what an adjustment changes a spend by. */
export const SignedAmount = amountCodec('signed amount', 'AMOUNT_INVALID', 'an amount', () => true)

/** An amount of zero or more. */
export const NonNegativeAmount = amountCodec(
  'amount of zero or more',
  'AMOUNT_NEGATIVE',
  'zero or more',
  (micros) => micros >= 0n,
)

/** An amount above zero. */
export const PositiveAmount = amountCodec('amount above zero', 'AMOUNT_NOT_POSITIVE', 'more than zero', (micros) => micros > 0n)

export const encodeAmount = SignedAmount.encode
