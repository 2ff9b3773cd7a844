import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { pagesFolder } from '../src/index'
import { type Answers, CommandLine, REPLIES } from './answers'

/** As strict as a page can be served: nothing from outside, nothing inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

export interface Canned {
  readonly status: number
  readonly body: unknown
}

export interface TestServerOptions extends Answers {
  /** Requests of the API without it get 401. */
  readonly token?: string
  /** Answers in the place of the command line, by path; for states that the demo's data do not have. */
  readonly canned?: (url: URL) => Canned | undefined | Promise<Canned | undefined>
}

/** The pages and, behind the addresses of the HTTP API, what the real engine's command line says. */
export class TestServer {
  private readonly cli: CommandLine
  private readonly server: Server
  private readonly listeners = new Map<ServerResponse, string>()
  canned: TestServerOptions['canned']

  constructor(private readonly options: TestServerOptions) {
    this.cli = new CommandLine(options)
    this.canned = options.canned
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** The log has grown: asks anew, and tells who listens. */
  async changed(): Promise<void> {
    this.cli.forget()
    for (const [response, couponId] of this.listeners) await this.tell(response, couponId)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('date', new Date(this.options.now).toUTCString())
    if (!url.pathname.startsWith('/v1/')) return this.page(url.pathname, response)
    const { token } = this.options
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return this.problem(response, 401, { code: 'UNAUTHORIZED', detail: 'This needs a key or token.' })
    }
    const canned = await this.canned?.(url)
    if (canned !== undefined) return this.json(url, response, canned)
    const streamed = /^\/v1\/coupons\/([^/]+)\/stream$/.exec(url.pathname)?.[1]
    if (streamed !== undefined) return this.stream(response, decodeURIComponent(streamed))
    return this.reply(url, response)
  }

  private async reply(url: URL, response: ServerResponse): Promise<void> {
    for (const [pattern, reply] of REPLIES) {
      const found = pattern.exec(url.pathname)
      if (found === null) continue
      const { ran, body } = await reply(this.cli, decodeURIComponent(found[1] ?? ''), url.searchParams)
      if (ran.code === 0) return this.json(url, response, { status: 200, body: body() })
      const { error } = JSON.parse(ran.out) as { readonly error: { readonly code: string; readonly message: string } }
      return this.problem(response, error.code.endsWith('_NOT_FOUND') ? 404 : 400, { code: error.code, detail: error.message })
    }
    return this.problem(response, 404, { code: 'NOT_FOUND', detail: 'There is nothing at this address.' })
  }

  private page(path: string, response: ServerResponse): void {
    const file = join(pagesFolder, normalize(path))
    const asset = path.startsWith('/assets/') && file.startsWith(pagesFolder) && existsSync(file)
    response.setHeader('content-security-policy', POLICY)
    response.setHeader('content-type', asset ? (TYPES[extname(file)] ?? 'application/octet-stream') : 'text/html; charset=utf-8')
    response.end(readFileSync(asset ? file : join(pagesFolder, 'index.html')))
  }

  private json(url: URL, response: ServerResponse, { status, body }: Canned): void {
    const { nextCursor } = body as { readonly nextCursor?: string | null }
    if (typeof nextCursor === 'string') {
      const next = new URL(url)
      next.searchParams.set('cursor', nextCursor)
      response.setHeader('link', `<${next.pathname}${next.search}>; rel="next"`)
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  private problem(response: ServerResponse, status: number, problem: { readonly code: string; readonly detail: string }): void {
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ status, ...problem }))
  }

  private async stream(response: ServerResponse, couponId: string): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    this.listeners.set(response, couponId)
    response.on('close', () => this.listeners.delete(response))
    await this.tell(response, couponId)
  }

  private async tell(response: ServerResponse, couponId: string): Promise<void> {
    const { out } = await this.cli.ask(['progress', couponId])
    const { position } = JSON.parse(out) as { readonly position: number }
    response.write(`id: ${position}\nevent: progress\ndata: ${out.trim()}\n\n`)
  }
}
