import { type Instant, parseInstant } from '@earnback/kernel'
import { InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'

/** Reads an instant given on the command line. */
export const instantOption = (text: string): Instant => {
  const parsed = parseInstant(text)
  if (E.isLeft(parsed)) throw new InvalidArgumentError(`Expected ${parsed.left}.`)
  return parsed.right
}
