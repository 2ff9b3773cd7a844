import { commandErrorOf, Unanswered } from './faults'

const DISCOVERY_FAILED = 'Failed to discover'
/** What a call meets whose channel another call has given up meanwhile. */
const CHANNEL_CLOSED = 'Channel has been shut down'

/** Whether an error tells that the server could not be reached or did not answer; every other error is a bug or a named fault. */
export const isTransport = (error: unknown): boolean => {
  if (error instanceof Unanswered || commandErrorOf(error) !== undefined) return true
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  // Status codes of gRPC are numbers; what Node says of sockets and streams are names.
  return typeof code === 'number' || isSocketCode(code) || isSaid(message)
}

const isSaid = (message: unknown): boolean =>
  typeof message === 'string' && (message.startsWith(DISCOVERY_FAILED) || message.startsWith(CHANNEL_CLOSED))

const isSocketCode = (code: unknown): boolean =>
  typeof code === 'string' && (code.startsWith('ECONN') || code.startsWith('ERR_STREAM') || code.startsWith('ERR_HTTP2'))
