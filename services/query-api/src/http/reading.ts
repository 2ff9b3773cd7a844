import type { FastifyRequest } from 'fastify'
import { type Problem, problemsOf } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { Caller } from '../access/caller'
import type { Ask } from './ask'
import type { Endpoint } from './endpoints'
import { type Answer, notReadable } from './problem'

type Read = (request: FastifyRequest) => E.Either<t.Errors, unknown>

const NOTHING: Read = () => E.right({})

/** What an endpoint does not have is not looked for. */
const readOf = (props: t.Props, codec: t.Mixed, part: (request: FastifyRequest) => unknown): Read =>
  Object.keys(props).length === 0 ? NOTHING : (request) => codec.decode(part(request))

const unknownNames = (query: object, names: ReadonlySet<string>): ReadonlyArray<Problem> =>
  Object.keys(query)
    .filter((name) => !names.has(name))
    .map((name) => ({
      code: 'PARAMETER_UNKNOWN',
      path: name.slice(0, 64),
      found: 'a parameter that this request does not have',
      expected: names.size === 0 ? 'no parameters' : `one of ${[...names].join(', ')}`,
    }))

const isAsked = (request: FastifyRequest): boolean => request.raw.url?.includes('?') === true
const right = (part: E.Either<unknown, unknown>): unknown => (E.isRight(part) ? part.right : undefined)

/** Reads requests of an endpoint; what is wrong with one comes all at once, as an answer. */
export const askReader = (endpoint: Endpoint): ((request: FastifyRequest, caller: Caller) => E.Either<Answer, Ask>) => {
  const { body } = endpoint
  const names = new Set(Object.keys(endpoint.query))
  const hasKey = 'idempotency-key' in endpoint.headers
  const readParams = readOf(endpoint.params, t.type(endpoint.params), (request) => request.params)
  const readQuery = readOf(endpoint.query, t.partial(endpoint.query), (request) => request.query)
  const readHeaders = hasKey ? readOf(endpoint.headers, t.partial(endpoint.headers), (request) => request.headers) : NOTHING
  const readBody: Read = body === undefined ? NOTHING : (request) => body.decode(request.body)
  return (request, caller) => {
    const hasQuery = isAsked(request)
    const params = readParams(request)
    const query = hasQuery ? readQuery(request) : NOTHING(request)
    const headers = readHeaders(request)
    const read = readBody(request)
    if (hasQuery || E.isLeft(params) || E.isLeft(headers) || E.isLeft(read)) {
      const parts = [params, query, headers, read].flatMap((part) => (E.isLeft(part) ? problemsOf(part.left) : []))
      const problems = [...(hasQuery ? unknownNames(request.query as object, names) : []), ...parts]
      if (problems.length > 0) return E.left(notReadable(problems))
    }
    return E.right({
      caller,
      requestId: request.id,
      address: request.raw.url ?? '/',
      params: right(params) as Ask['params'],
      query: right(query) as Ask['query'],
      body: body === undefined ? undefined : (right(read) as Ask['body']),
      idempotencyKey: hasKey ? (request.headers['idempotency-key'] as string | undefined) : undefined,
      ifNoneMatch: request.headers['if-none-match'],
    })
  }
}
