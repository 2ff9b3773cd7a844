import type { FastifyRequest } from 'fastify'
import { type Problem, problemsOf } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { Caller } from '../access/caller'
import type { Ask } from './ask'
import type { Endpoint } from './endpoints'
import { type Answer, notReadable } from './problem'

interface Codecs {
  readonly params: t.Mixed
  readonly query: t.Mixed
  readonly headers: t.Mixed
  readonly body: t.Mixed | undefined
  readonly names: ReadonlySet<string>
}

const codecsOf = ({ params, query, headers, body }: Endpoint): Codecs => ({
  params: t.type(params),
  query: t.partial(query),
  headers: t.partial(headers),
  body,
  names: new Set(Object.keys(query)),
})

const unknownNames = (query: object, names: ReadonlySet<string>): ReadonlyArray<Problem> =>
  Object.keys(query)
    .filter((name) => !names.has(name))
    .map((name) => ({
      code: 'PARAMETER_UNKNOWN',
      path: name.slice(0, 64),
      found: 'a parameter that this request does not have',
      expected: names.size === 0 ? 'no parameters' : `one of ${[...names].join(', ')}`,
    }))

/** Reads requests of an endpoint; what is wrong with one comes all at once, as an answer. */
export const askReader = (endpoint: Endpoint): ((request: FastifyRequest, caller: Caller) => E.Either<Answer, Ask>) => {
  const codecs = codecsOf(endpoint)
  const key = 'idempotency-key' in endpoint.headers
  return (request, caller) => {
    const query = request.query as object
    const decoded = {
      params: codecs.params.decode(request.params),
      query: codecs.query.decode(query),
      headers: codecs.headers.decode(key ? request.headers : {}),
      body: codecs.body === undefined ? E.right(undefined) : codecs.body.decode(request.body),
    }
    const problems = [
      ...unknownNames(query, codecs.names),
      ...Object.values(decoded).flatMap((part) => (E.isLeft(part) ? problemsOf(part.left) : [])),
    ]
    if (problems.length > 0) return E.left(notReadable(problems))
    const right = (part: E.Either<unknown, unknown>): unknown => (E.isRight(part) ? part.right : undefined)
    return E.right({
      caller,
      requestId: request.id,
      params: right(decoded.params) as Ask['params'],
      query: right(decoded.query) as Ask['query'],
      body: right(decoded.body) as Ask['body'],
      idempotencyKey: key ? (request.headers['idempotency-key'] as string | undefined) : undefined,
      ifNoneMatch: request.headers['if-none-match'],
    })
  }
}
