export { absurd } from './absurd'
export { canonicalJson } from './canonical-json'
export {
  type Amount,
  Currency,
  DurationCodec,
  encodeAmount,
  InstantCodec,
  LatenessCodec,
  NonNegativeAmount,
  PositiveAmount,
  SignedAmount,
  Text,
  TEXT_CHARS_MAX,
} from './codecs'
export { currencyCodes, currencyNumber, isCurrency } from './currency'
export { type Duration, parseDuration } from './duration'
export { CloudEvent, ENGINE_SOURCE } from './envelope'
export { ExactSum, INLINE_MICROS_MAX } from './exact-sum'
export { type Fingerprint, fingerprintInto } from './fingerprint'
export {
  formatInstant,
  type Instant,
  instantOfMicros,
  instantOfMillis,
  MICROS_PER_DAY,
  parseInstant,
  plusMicros,
} from './instant'
export { type AmountFault, formatMicros, type Micros, parseMicros, sumOfMicros } from './micros'
export { parseJson } from './parse-json'
export { coded, describeFound, formatProblem, type Problem, problemsOf } from './problem'
export { untilAborted } from './until-aborted'
