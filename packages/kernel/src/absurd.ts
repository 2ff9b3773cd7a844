/** The end of an exhaustive switch: the compiler proves that it is never reached. */
export const absurd = (value: never): never => {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
