import { parseJson } from '@earnback/kernel'

/** The string values of a text, in their order; the text's shape is what stands between them. */
export interface TextShape<Path extends string> {
  /** Matches every text of the same shape whose values are printable ASCII without escapes. */
  readonly pattern: RegExp
  /** Where a match holds the value of a path; a path that the shape lacks is missing. */
  readonly places: ReadonlyMap<Path, number>
}

const STRING = /"([^"\\]*)"(\s*:)?/g
const PLAIN_STRING = '"([ !#-[\\]-~]*)"'
const SPECIAL = /[.*+?^${}()|[\]\\/]/g
/** Known names and some white space: no text makes a pattern of any size. */
const BETWEEN_CHARS_MAX = 2_000

interface Cut {
  readonly between: ReadonlyArray<string>
  readonly values: ReadonlyArray<string>
}

/** Cuts JSON at its string values; one with an escape is no cut. */
const cut = (json: string): Cut => {
  const between: string[] = []
  const values: string[] = []
  let from = 0
  for (const match of json.matchAll(STRING)) {
    const [whole, value = '', colon] = match
    if (colon !== undefined) continue
    between.push(json.slice(from, match.index))
    values.push(value)
    from = match.index + whole.length
  }
  return { between: [...between, json.slice(from)], values }
}

/** The path of each string below a value, such as `data.amount.currency`; undefined where anything else or nothing is below. */
const leaves = (value: unknown, path: string): ReadonlyArray<readonly [string, string]> | undefined => {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const found: Array<readonly [string, string]> = []
  for (const [name, member] of Object.entries(value)) {
    const below = leaves(member, path === '' ? name : `${path}.${name}`)
    if (below === undefined) return undefined
    found.push(...below)
  }
  return found.length === 0 ? undefined : found
}

const bones = (json: string): string => cut(json).between.join('""').replace(/\s/g, '')

const literally = (text: string): string => text.replace(SPECIAL, '\\$&')

/**
 * The shape of a JSON text of objects and strings alone, each name of them once and known. The paths of `fixed` must be there with
 * their one value, which is then part of the shape. Undefined where the text is of another kind.
 */
export const textShape = <Path extends string>(
  json: string,
  known: ReadonlySet<Path>,
  fixed: ReadonlyMap<Path, string>,
): TextShape<Path> | undefined => {
  const value = parseJson(json)
  const paths = leaves(value, '')
  const { between, values } = cut(json)
  // A name that stands twice is one member when it is parsed.
  if (paths === undefined || bones(json) !== bones(JSON.stringify(value))) return undefined
  if (between.join('').length > BETWEEN_CHARS_MAX) return undefined
  const places = new Map<Path, number>()
  const sources: string[] = []
  for (const [index, [name, said]] of paths.entries()) {
    const path = name as Path
    const only = fixed.get(path)
    if (!known.has(path) || said !== values[index] || (only !== undefined && only !== said)) return undefined
    sources.push(literally(between[index] ?? ''), only === undefined ? PLAIN_STRING : literally(`"${only}"`))
    if (only === undefined) places.set(path, places.size + 1)
  }
  if (paths.length - places.size !== fixed.size) return undefined
  return { pattern: new RegExp(`^${sources.join('')}${literally(between.at(-1) ?? '')}$`), places }
}
