import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { SourceFault } from '@earnback/ingester'
import * as E from 'fp-ts/Either'
import { type Failure, usage } from './failure'
import { type Format, type Input, nameOfInput, recordsOfFile, STANDARD_INPUT } from './records'

interface InputProblem {
  readonly path: string
  readonly code: string
  readonly message: string
}

const problem = (path: string, code: string, message: string): E.Either<InputProblem, never> => E.left({ path, code, message })

const REASONS: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  ENOENT: ['INPUT_NOT_FOUND', 'there is no such file'],
  ENOTDIR: ['INPUT_NOT_FOUND', 'there is no such file'],
  EACCES: ['INPUT_UNREADABLE', 'this user may not read it'],
  EPERM: ['INPUT_UNREADABLE', 'this user may not read it'],
}

/** The header is read with the checks, so that a wrong one is found before another file was taken in. */
const headerProblem = async (path: string, format: Format): Promise<InputProblem | undefined> => {
  if (format.kind !== 'csv') return undefined
  const records = recordsOfFile(path, format)
  try {
    await records.next()
    return undefined
  } catch (error) {
    if (error instanceof SourceFault) return { path, ...error.fault }
    throw error
  } finally {
    await records.return(undefined)
  }
}

const checked = async (path: string, format: Format): Promise<E.Either<InputProblem, Input>> => {
  if (path === STANDARD_INPUT) return E.right({ path, bytes: undefined })
  try {
    const found = await stat(path)
    if (found.isDirectory())
      return problem(path, 'INPUT_IS_FOLDER', `${path} is a folder, expected a file (\`earnback run\` follows a folder)`)
    await access(path, constants.R_OK)
    if (!found.isFile()) return E.right({ path, bytes: undefined })
    if (found.size === 0) return problem(path, 'EMPTY_INPUT', `${path} is empty, expected at least one record`)
    const wrong = await headerProblem(path, format)
    return wrong === undefined ? E.right({ path, bytes: found.size }) : E.left(wrong)
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    const [named, reason] = REASONS[code] ?? ['INPUT_UNREADABLE', code]
    return problem(path, named, `${path} can't be read: ${reason}`)
  }
}

/** Looks at every input before anything is written; the left names all that is wrong. */
export const checkInputs = async (
  paths: ReadonlyArray<string>,
  format: Format,
): Promise<E.Either<Failure, ReadonlyArray<Input>>> => {
  const found = await Promise.all(paths.map((path) => checked(path, format)))
  const problems = found.flatMap((input) => (E.isLeft(input) ? [input.left] : []))
  if (paths.filter((path) => path === STANDARD_INPUT).length > 1) {
    problems.push({ path: STANDARD_INPUT, code: 'INPUT_TWICE', message: 'standard input was named twice' })
  }
  const [first] = problems
  if (first === undefined) return E.right(found.flatMap((input) => (E.isRight(input) ? [input.right] : [])))
  return E.left({
    ...usage(
      first.code,
      problems.map(({ message }) => message).join('\n'),
      'nothing was taken in; correct it and run the command again',
    ),
    details: { problems },
  })
}

export const emptyInput = (inputs: ReadonlyArray<Input>): Failure => {
  const names = inputs.map(({ path }) => nameOfInput(path)).join(', ')
  return usage('EMPTY_INPUT', `${names} held no record, expected at least one`, 'check what was meant to be taken in')
}
