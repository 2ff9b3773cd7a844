import type { Machine } from './machine'
import { readEvents } from '../model/event-stream'

/** An answer that is none: RFC 9457 problem details, or no answer at all (status 0). */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail)
  }
}

const TOKEN_KEY = 'earnback-token'
export const keepToken = (token: string): void => sessionStorage.setItem(TOKEN_KEY, token)
export const forgetToken = (): void => sessionStorage.removeItem(TOKEN_KEY)
export const hasToken = (): boolean => sessionStorage.getItem(TOKEN_KEY) !== null

const headers = (more: Record<string, string>): Record<string, string> => {
  const token = sessionStorage.getItem(TOKEN_KEY)
  return token === null ? more : { ...more, authorization: `Bearer ${token}` }
}

const problemOf = async (response: Response): Promise<ApiFailure> => {
  const text = await response.text()
  let body: { readonly code?: unknown; readonly detail?: unknown; readonly title?: unknown } = {}
  try {
    body = JSON.parse(text) as typeof body
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const said = [body.detail, body.title].find((part) => typeof part === 'string') ?? `The server answered ${response.status}.`
  return new ApiFailure(response.status, typeof body.code === 'string' ? body.code : `HTTP_${response.status}`, said)
}

const ask = async (path: string, accept: string, signal: AbortSignal, more: Record<string, string> = {}): Promise<Response> => {
  let response: Response
  try {
    response = await fetch(path, { signal, headers: headers({ accept, ...more }) })
  } catch (error) {
    if (signal.aborted || !(error instanceof TypeError)) throw error
    throw new ApiFailure(0, 'UNREACHABLE', 'The server can’t be reached.')
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

export interface Answer<Body> {
  readonly body: Body
  /** The server's clock when it answered, milliseconds since 1970. */
  readonly serverMs: number
}

export class Api {
  constructor(private readonly machine: Machine) {}

  async get<Body>(path: string, signal: AbortSignal): Promise<Answer<Body>> {
    return this.read(await ask(path, 'application/json', signal))
  }

  /** Every page of a list, as they come: while one is read, the next one is on its way. */
  async *pages<Body>(path: string, signal: AbortSignal): AsyncGenerator<Body> {
    for (let asked: Promise<Response> | undefined = ask(path, 'application/json', signal); asked !== undefined;) {
      const response: Response = await asked
      const next = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
      asked = next === undefined ? undefined : ask(next, 'application/json', signal)
      // Where this page fails nobody waits for the next one any more.
      asked?.catch(() => undefined)
      yield (await this.read<Body>(response)).body
    }
  }

  private async read<Body>(response: Response): Promise<Answer<Body>> {
    const date = Date.parse(response.headers.get('date') ?? '')
    return { body: (await response.json()) as Body, serverMs: Number.isNaN(date) ? this.machine.nowMs() : date }
  }

  /** Follows a stream of server-sent events until the signal ends it; connects again where it left off. */
  async follow(
    path: string,
    signal: AbortSignal,
    onEvent: (data: string) => void,
    onState: (isLive: boolean) => void,
  ): Promise<void> {
    let lastId: string | undefined
    let waitMs = RECONNECT_MS_MIN
    while (!signal.aborted) {
      try {
        const response = await ask(path, 'text/event-stream', signal, lastId === undefined ? {} : { 'last-event-id': lastId })
        onState(true)
        waitMs = RECONNECT_MS_MIN
        await readStream(response, ({ id, data }) => {
          lastId = id ?? lastId
          onEvent(data)
        })
      } catch (error) {
        if (signal.aborted) return
        const isOver = error instanceof ApiFailure && [401, 403, 404].includes(error.status)
        if (isOver || !(error instanceof ApiFailure || error instanceof TypeError)) throw error
      }
      if (signal.aborted) return
      onState(false)
      await this.wait(waitMs, signal)
      waitMs = Math.min(RECONNECT_MS_MAX, waitMs * 2)
    }
  }

  private wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.machine.after(delayMs, resolve)
      signal.addEventListener('abort', () => {
        cancel()
        resolve()
      })
    })
  }
}

const RECONNECT_MS_MIN = 500
const RECONNECT_MS_MAX = 15_000

const readStream = async (
  { body }: Response,
  onEvent: (event: { readonly id: string | undefined; readonly data: string }) => void,
): Promise<void> => {
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const read = readEvents(rest + value)
    rest = read.rest
    for (const event of read.events) onEvent(event)
  }
}
