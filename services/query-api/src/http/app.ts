import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Caller } from '../access/caller'
import type { Limits } from '../limits'
import type { Metrics } from '../metrics'
import { ENDPOINTS, type Endpoint, type OperationId } from './endpoints'
import type { Entrance } from './entrance'
import { sendAnswer } from './send-answer'
import { BUG_ANSWER, faultAnswer, refuseConnection } from './faults'
import type { Logger } from './logger'
import { pageRoutes, sendPageFile } from './page-routes'
import { problemAnswer } from './problem'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
    startedMs: number
  }
  interface FastifyInstance {
    /** Told of every answer before it is written. */
    answered: (request: FastifyRequest, status: number) => void
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

export type Handler = (request: FastifyRequest, reply: FastifyReply, caller: Caller) => Promise<undefined>

export interface AppOptions {
  readonly entrance: Entrance
  readonly handlers: { readonly [id in OperationId]: Handler }
  readonly limits: Limits
  readonly metrics: Metrics
  readonly logger: Logger
  readonly elapsedMs: () => number
  /** Told apart from other processes by this, in request ids. */
  readonly instance: string
  readonly pagesFolder: string | undefined
}

const PARAM_CHARS_MAX = 8_192
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/
/** Whoever asks without being asked who they are. */
const ANYONE: Caller = { id: 'anyone', scopes: new Set(), accounts: new Set(), isKnown: false }

const routePath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

const newApp = ({ limits, instance }: AppOptions): FastifyInstance => {
  let count = 0
  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id']
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : `${instance}-${(count++).toString(36)}`
    },
    routerOptions: { maxParamLength: PARAM_CHARS_MAX },
    http: {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.connectionsCheckEveryMs,
    },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, _request, reply) => sendAnswer(reply as unknown as FastifyReply, faultAnswer(error) ?? BUG_ANSWER),
  })
  app.server.maxConnections = limits.connectionsMax
  return app
}

const guard = (app: FastifyInstance, { entrance, elapsedMs }: AppOptions): void => {
  app.addHook('onRequest', (request, reply, done) => {
    request.startedMs = elapsedMs()
    const foreign = entrance.foreign(request)
    const { endpoint } = request.routeOptions.config
    if (foreign !== undefined) return sendAnswer(reply, foreign)
    if (endpoint === undefined || endpoint.scope === null) return done()
    const enter = (caller: Caller | undefined): void => {
      request.caller = caller
      const refusal = entrance.refusal(endpoint, request, caller)
      if (refusal === undefined) done()
      else sendAnswer(reply, refusal)
    }
    const found = entrance.caller(request)
    if (found instanceof Promise) found.then(enter).catch((error: unknown) => done(error as Error))
    else enter(found)
  })
}

/** Counts every answer, and writes down those that changed something, went wrong or were refused. */
const answeredBy =
  ({ metrics, logger, elapsedMs }: AppOptions) =>
  (request: FastifyRequest, status: number): void => {
    const operation = request.routeOptions.config?.endpoint?.operationId ?? 'page'
    const ms = elapsedMs() - request.startedMs
    metrics.requestTimes.observe(operation, status, ms / 1_000)
    const isNotable = request.method === 'POST' || status >= 400
    if (!isNotable && !logger.isLevelEnabled('debug')) return
    const { id: requestId, method, caller } = request
    logger[isNotable ? 'info' : 'debug']({ requestId, method, operation, status, ms, caller: caller?.id }, 'answered')
  }

const answerFaults = (app: FastifyInstance, { logger }: AppOptions): void => {
  app.setErrorHandler((error, request, reply) => {
    const answer = faultAnswer(error)
    if (answer === undefined) logger.error({ requestId: request.id, err: error }, 'a fault of the service')
    return sendAnswer(reply, answer ?? BUG_ANSWER)
  })
}

const methodsAt = (url: string): ReadonlyArray<string> => {
  const path = url.split('?', 1)[0] ?? ''
  return Object.values(ENDPOINTS).flatMap((endpoint: Endpoint) => {
    const pattern = new RegExp(`^${endpoint.path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
    return pattern.test(path) ? (endpoint.method === 'GET' ? ['GET', 'HEAD'] : [endpoint.method]) : []
  })
}

/** Whether the answer is at hand, as a rule. */
const isQuick = ({ operationId }: Endpoint): boolean => operationId === ENDPOINTS.getCoupon.operationId

/** The HTTP side: routes out of the endpoints, and in front of each the same guard. */
export const newHttpApp = (options: AppOptions): FastifyInstance => {
  const app = newApp(options)
  app.decorateRequest('caller', undefined)
  app.decorateRequest('startedMs', 0)
  app.decorate('answered', answeredBy(options))
  guard(app, options)
  answerFaults(app, options)
  for (const [id, endpoint] of Object.entries(ENDPOINTS) as Array<[OperationId, Endpoint]>) {
    const handle = options.handlers[id]
    app.route({
      method: endpoint.method,
      url: routePath(endpoint.path),
      config: { endpoint },
      // A timer for each answer costs more than an answer that is written out already.
      ...(isQuick(endpoint) ? {} : { handlerTimeout: options.limits.handlerTimeoutMs }),
      exposeHeadRoute: endpoint.method === 'GET' && endpoint.answer !== 'text/event-stream',
      handler: (request, reply) => handle(request, reply, request.caller ?? ANYONE),
    })
  }
  const files = pageRoutes(app, options.pagesFolder)
  const unrouted = (request: FastifyRequest, reply: FastifyReply): undefined => {
    if (sendPageFile(files, request, reply)) return undefined
    const allowed = methodsAt(request.url)
    return sendAnswer(
      reply,
      allowed.length === 0
        ? problemAnswer(404, 'ADDRESS_UNKNOWN', 'nothing is at this address; /openapi.json says what is there')
        : problemAnswer(405, 'METHOD_NOT_ALLOWED', `this address takes ${allowed.join(', ')}`, {
            headers: { allow: allowed.join(', ') },
          }),
    )
  }
  // Before a body is read: whatever it is, and however it is wrong, there is no route for it.
  app.addHook('onRequest', (request, reply, done) => (request.is404 ? unrouted(request, reply) : done()))
  app.setNotFoundHandler(unrouted)
  return app
}
