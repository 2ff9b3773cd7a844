import { describeFound, type Problem } from '@earnback/kernel'

/** Why an event can't be taken in: a stable code, and each field that is wrong. */
export interface Refusal {
  readonly code: string
  readonly problems: ReadonlyArray<Problem>
}

export const refusal = (code: string, path: string, found: unknown, expected: string): Refusal => ({
  code,
  problems: [{ code, path, found: describeFound(found), expected }],
})
