import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Why a process can't do its work now; none where it can. */
export type AskReady = () => Promise<ReadonlyArray<string>>

export interface Health {
  readonly port: number
  readonly close: () => Promise<void>
}

const HEADERS_TIMEOUT_MS = 5_000

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** Answers the probes of a part that runs by itself: `/health/live` as long as the process turns, `/health/ready` while it can work. */
export const serveHealth = (port: number, host: string, ready: AskReady): Promise<Health> =>
  new Promise((resolve, reject) => {
    const server = createServer(
      { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: HEADERS_TIMEOUT_MS },
      (request, response) => {
        if (request.url === '/health/live') return answer(response, 200, { status: 'live' })
        if (request.url !== '/health/ready')
          return answer(response, 404, { code: 'NOT_FOUND', message: 'ask /health/live or /health/ready' })
        ready().then(
          (reasons) =>
            answer(response, reasons.length === 0 ? 200 : 503, { status: reasons.length === 0 ? 'ready' : 'not ready', reasons }),
          (error: unknown) => answer(response, 503, { status: 'not ready', reasons: [String(error)] }),
        )
      },
    )
    server.once('error', reject)
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) }))
  })
