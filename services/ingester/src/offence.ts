import { defect } from './defect'
import type { Defect } from './raw-record'

/** The deepest event that we know of has 5 levels; a deeper value would only serve to exhaust a stack. */
const DEPTH_MAX = 32

const openings = (text: string, bracket: string, enough: number): number => {
  let count = 0
  for (let at = text.indexOf(bracket); at !== -1 && count <= enough; at = text.indexOf(bracket, at + 1)) count++
  return count
}

/** A cheap look at the text, so that only a suspicious value is walked. */
const mayOffend = (text: string): boolean =>
  text.includes('__proto__') ||
  text.includes('\\u') ||
  openings(text, '{', DEPTH_MAX) + openings(text, '[', DEPTH_MAX) > DEPTH_MAX

const walk = (value: unknown, depth: number, path: string): Defect | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > DEPTH_MAX) return defect('TOO_DEEP', '', `more than ${DEPTH_MAX} levels of nesting`, `at most ${DEPTH_MAX}`)
  for (const [key, member] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (key === '__proto__')
      return defect('FORBIDDEN_KEY', at, 'a key __proto__', 'another name: careless readers take this one for the prototype')
    const found = walk(member, depth + 1, at)
    if (found !== undefined) return found
  }
  return undefined
}

/** What makes parsed JSON dangerous to hand on: a key `__proto__`, or nesting without end. */
export const offence = (text: string, parsed: unknown): Defect | undefined => (mayOffend(text) ? walk(parsed, 1, '') : undefined)
