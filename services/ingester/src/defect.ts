import { formatProblem, type Problem } from '@earnback/kernel'
import type { Defect } from './raw-record'

/** A defect that says every problem, one to a line. */
export const defectOf = (code: string, problems: ReadonlyArray<Problem>): Defect => ({
  code,
  message: problems.map(formatProblem).join('\n'),
  problems,
})

export const defect = (code: string, path: string, found: string, expected: string): Defect =>
  defectOf(code, [{ code, path, found, expected }])
