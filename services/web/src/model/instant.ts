/** Whole microseconds since 1970, in a safe integer: exact for every instant that an event can have. */
export type Micros = number

const CANONICAL = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})(\d{3})?Z$/

/** Reads the canonical text of the API: UTC, three or six fractional digits. NaN for anything else. */
export const microsOfInstant = (text: string): Micros => {
  const parts = CANONICAL.exec(text)
  if (parts === null) return NaN
  return Date.parse(`${parts[1] ?? ''}.${parts[2] ?? ''}Z`) * 1_000 + Number(parts[3] ?? 0)
}

export const instantOfMicros = (micros: Micros): string => {
  const below = ((micros % 1_000) + 1_000) % 1_000
  const text = new Date((micros - below) / 1_000).toISOString()
  return below === 0 ? text : `${text.slice(0, -1)}${String(below).padStart(3, '0')}Z`
}

export interface Reader {
  readonly locale: string
  readonly zone: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

const formatFor = ({ locale, zone }: Reader, style: 'minute' | 'second'): Intl.DateTimeFormat => {
  const key = `${locale} ${zone} ${style}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const time = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
  const parts = style === 'minute' ? { ...day, ...time } : ({ ...day, ...time, second: '2-digit' } as const)
  const format = new Intl.DateTimeFormat(locale, { ...parts, timeZone: zone })
  formats.set(key, format)
  return format
}

const written = (text: string, reader: Reader, style: 'minute' | 'second'): string =>
  formatFor(reader, style).format(new Date(microsOfInstant(text) / 1_000))

/** To the minute, with the zone. */
export const timeText = (text: string, reader: Reader): string => written(text, reader, 'minute')
export const secondText = (text: string, reader: Reader): string => written(text, reader, 'second')

/** All digits and no zone to guess, for disputes: `2026-09-03 01:15:30.250417 UTC`. */
export const exactText = (text: string): string => text.replace('T', ' ').replace(/Z$/, ' UTC').replace('.000 UTC', ' UTC')

const UNITS = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['µs', 1],
] as const

/** How far apart, in the two largest units that are not zero: `1 µs`, `2 d 3 h`. */
export const spanText = (micros: Micros): string => {
  let rest = Math.abs(micros)
  const parts: Array<string> = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}
