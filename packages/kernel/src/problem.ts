import type * as t from 'io-ts'

/** What is wrong with one field, for people: where, what stood there, what should stand there. */
export interface Problem {
  readonly code: string
  /** The field's path, such as `data.offer.threshold.amount`; empty for the whole. */
  readonly path: string
  readonly found: string
  readonly expected: string
}

const FOUND_CHARS_MAX = 80
/** As many members as can show in those characters; JSON nested without end would overflow the stack. */
const FOUND_MEMBERS_MAX = 100
const CODED = /^([A-Z][A-Z0-9_]+): ([^]*)$/

/** A refusal whose code and expectation survive io-ts's plain text messages. */
export const coded = (code: string, expected: string): string => `${code}: ${expected}`

/** One value as it would stand in JSON, cut to a line. */
export const describeFound = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  let visited = 0
  const first = (_: string, member: unknown): unknown => (visited++ < FOUND_MEMBERS_MAX ? member : undefined)
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value, first) ?? typeof value)
  return text.length > FOUND_CHARS_MAX
    ? `${text.slice(0, FOUND_CHARS_MAX)}…${visited > FOUND_MEMBERS_MAX ? '' : ` (${text.length} characters)`}`
    : text
}

/** io-ts puts the member's number on the path of an intersection, a union or a refinement: people did not write that. */
const isWritten = (parent: t.ContextEntry | undefined): boolean => {
  const tag = (parent?.type as { readonly _tag?: string } | undefined)?._tag
  return tag !== 'IntersectionType' && tag !== 'UnionType'
}

const problemOf = (error: t.ValidationError): Problem => {
  const written = error.context.filter((_, index) => isWritten(error.context[index - 1]))
  const path = written.flatMap(({ key }) => (key === '' ? [] : [key])).join('.')
  const said = CODED.exec(error.message ?? '')
  const expected = said?.[2] ?? error.message ?? written.at(-1)?.type.name ?? 'another value'
  const code = error.value === undefined ? 'FIELD_MISSING' : (said?.[1] ?? 'FIELD_INVALID')
  return { code, path, found: describeFound(error.value), expected }
}

/** One problem per field, in the order in which the codec met them. */
export const problemsOf = (errors: t.Errors): ReadonlyArray<Problem> => {
  const byPath = new Map<string, Problem>()
  for (const error of errors) {
    const problem = problemOf(error)
    if (!byPath.has(problem.path)) byPath.set(problem.path, problem)
  }
  return [...byPath.values()]
}

export const formatProblem = (problem: Problem): string =>
  `${problem.path === '' ? 'the event' : problem.path}: found ${problem.found}, expected ${problem.expected}`
