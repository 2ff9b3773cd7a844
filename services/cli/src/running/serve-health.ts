import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MetricsPage } from './process-metrics'

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

const answerReady = (response: ServerResponse, ready: AskReady): void => {
  ready().then(
    (reasons) =>
      answer(response, reasons.length === 0 ? 200 : 503, { status: reasons.length === 0 ? 'ready' : 'not ready', reasons }),
    (error: unknown) => answer(response, 503, { status: 'not ready', reasons: [String(error)] }),
  )
}

const answerMetrics = (response: ServerResponse, { type, text }: MetricsPage): void => {
  text().then(
    (body) => {
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
      response.end(body)
    },
    (error: unknown) => answer(response, 503, { code: 'METRICS_UNAVAILABLE', message: String(error) }),
  )
}

export interface HealthOptions {
  readonly port: number
  readonly host: string
  readonly ready: AskReady
  readonly metrics: MetricsPage
}

/**
 * Answers for a part that runs by itself: `/health/live` as long as the process turns, `/health/ready` while it can work, and
 * `/metrics`. Nobody is asked for a key here.
 */
export const serveHealth = ({ port, host, ready, metrics }: HealthOptions): Promise<Health> =>
  new Promise((resolve, reject) => {
    const server = createServer(
      { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: HEADERS_TIMEOUT_MS },
      ({ url }, response) => {
        if (url === '/health/live') return answer(response, 200, { status: 'live' })
        if (url === '/health/ready') return answerReady(response, ready)
        if (url === '/metrics') return answerMetrics(response, metrics)
        return answer(response, 404, { code: 'NOT_FOUND', message: 'ask /health/live, /health/ready or /metrics' })
      },
    )
    server.once('error', reject)
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, close: () => close(server) }))
  })
