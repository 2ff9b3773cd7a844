import { readFileSync } from 'node:fs'
import Fastify from 'fastify'

/** The floor: a route that sends the texts it was given, as they are. */
const main = async (file: string): Promise<void> => {
  const texts = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>))
  const app = Fastify({ logger: false })
  app.get<{ Params: { couponId: string } }>('/v1/coupons/:couponId', (request, reply) =>
    reply.type('application/json').send(texts.get(request.params.couponId)),
  )
  console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}`)
}

process.once('SIGTERM', () => process.exit(0))
void main(process.argv[2] ?? '')
