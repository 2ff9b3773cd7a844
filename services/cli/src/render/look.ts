import { createColors } from 'picocolors'

type Paint = (text: string) => string

/** How text may look where it is read: on a terminal in colours and cut to its width, elsewhere plain and whole. */
export interface Look {
  readonly columns: number | undefined
  readonly strong: Paint
  readonly faint: Paint
  readonly good: Paint
  readonly warn: Paint
  readonly bad: Paint
}

interface Screen {
  readonly isTerminal: boolean
  readonly columns: number | undefined
}

/** NO_COLOR, set to anything, and a dumb terminal turn colours off. */
export const lookOf = ({ isTerminal, columns }: Screen, env: Readonly<Record<string, string | undefined>>): Look => {
  const colors = createColors(isTerminal && !env.NO_COLOR && env.TERM !== 'dumb')
  return {
    columns: isTerminal ? columns : undefined,
    strong: colors.bold,
    faint: colors.dim,
    good: colors.green,
    warn: colors.yellow,
    bad: colors.red,
  }
}
