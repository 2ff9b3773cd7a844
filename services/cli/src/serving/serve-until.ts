import { untilAborted } from '@earnback/kernel'
import type { Context } from '../context'
import type { Serving } from './serve'

/** Says where it is answered, to a program on one line of standard error, to people as `tell` does; then serves until stopped. */
export const serveUntil = async (
  stop: AbortSignal,
  { edge, isJson }: Pick<Context, 'edge' | 'isJson'>,
  { address, close }: Serving,
  tell: () => void,
): Promise<void> => {
  if (isJson) edge.stderr.write(`${JSON.stringify({ event: 'listening', address })}\n`)
  else tell()
  await untilAborted(stop)
  await close()
}
