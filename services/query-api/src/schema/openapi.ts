import { type JsonSchema, SchemaWalker } from '@earnback/coupon/schema'
import type * as t from 'io-ts'
import type { Endpoint } from '../http/endpoints'
import { SCOPES } from '../access/scope'
import { PARTS } from './answers'
import { ProblemAnswer, ReadyAnswer } from './service-answers'
import { PARAMETER_LEAVES } from './parameters'
import { LEAVES } from './parts'

const TITLES: { readonly [status: number]: string } = {
  304: 'Not changed since the ETag that was given',
  400: 'Something in the request is wrong; the problem names it',
  401: 'No key or token that is known',
  403: 'The key or token lacks the scope',
  404: 'Not there, or not for this caller',
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many requests; Retry-After says when to try again',
  500: 'A fault of the service',
  503: 'The store, the position or a place in the queue is not to be had now; Retry-After says when to try again',
}

const parameters = (walker: SchemaWalker, props: t.Props, where: 'path' | 'query' | 'header'): ReadonlyArray<JsonSchema> =>
  Object.entries(props).map(([name, codec]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: walker.schemaOf(codec),
  }))

const answerOf = (walker: SchemaWalker, { answer }: Endpoint): JsonSchema => {
  if (answer === 'application/json') return { 'application/json': { schema: { type: 'object' } } }
  if (typeof answer === 'string') return { [answer]: { schema: { type: 'string' } } }
  return { 'application/json': { schema: walker.schemaOf(answer) } }
}

const otherOf = (walker: SchemaWalker, { answer }: Endpoint, status: number): JsonSchema => {
  const description = TITLES[status] ?? 'An error'
  if (status === 304) return { description }
  const content =
    answer === ReadyAnswer
      ? { 'application/json': { schema: walker.schemaOf(ReadyAnswer) } }
      : { 'application/problem+json': { schema: walker.schemaOf(ProblemAnswer) } }
  return { description, content }
}

const operation = (requests: SchemaWalker, answers: SchemaWalker, endpoint: Endpoint): JsonSchema => {
  const { operationId, summary, scope, params, query, headers, body, others } = endpoint
  const responses = Object.fromEntries(others.map((status) => [String(status), otherOf(answers, endpoint, status)]))
  return {
    operationId,
    summary,
    security: scope === null ? [] : [{ bearer: [scope] }],
    ...(scope === null ? {} : { description: `Needs the scope \`${scope}\`.` }),
    parameters: [
      ...parameters(requests, params, 'path'),
      ...parameters(requests, query, 'query'),
      ...parameters(requests, headers, 'header'),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: requests.schemaOf(body) } } } }),
    responses: { '200': { description: summary, content: answerOf(answers, endpoint) }, ...responses },
  }
}

/** The OpenAPI document of these endpoints, made from the codecs that read requests and describe answers. */
export const openApiOf = (endpoints: ReadonlyArray<Endpoint>): JsonSchema => {
  const under = '#/components/schemas'
  const requests = new SchemaWalker({ leaves: PARAMETER_LEAVES, under })
  const answers = new SchemaWalker({ leaves: LEAVES, parts: PARTS, under, isExact: true })
  const paths: { [path: string]: { [method: string]: JsonSchema } } = {}
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(requests, answers, endpoint),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Earnback',
      version: '1',
      description:
        'How much of an advertiser’s spend counts toward a promotional code, when, and why. Amounts are exact decimal strings.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key (\`earnback keys create\`) or a JWT of the configured issuer. Scopes: ${SCOPES.join(', ')}.`,
        },
      },
      schemas: { ...requests.definitions, ...answers.definitions },
    },
  }
}
