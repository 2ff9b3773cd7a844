import * as E from 'fp-ts/Either'
import { maySee } from '../access/may-see'
import type { Ask } from '../http/ask'
import { doneAnswer } from '../http/json-answer'
import { accountMissing, type Answer, later } from '../http/problem'
import type { RequestToActivate } from '../readings'
import { type Desk, inTurn } from './desk'

const requestOf = (desk: Desk, { body, idempotencyKey }: Ask): RequestToActivate => ({
  typedCode: body?.code ?? '',
  adAccountId: body?.adAccountId ?? '',
  at: desk.now(),
  idempotencyKey,
})

const forOwn = (desk: Desk, ask: Ask, work: (request: RequestToActivate) => Promise<Answer>): Promise<Answer> => {
  const request = requestOf(desk, ask)
  return maySee(ask.caller, [request.adAccountId])
    ? inTurn(desk, () => work(request))
    : Promise.resolve(accountMissing(request.adAccountId))
}

/** A refusal with its reasons is an answer, not an error. */
export const activation = (desk: Desk, ask: Ask): Promise<Answer> =>
  forOwn(desk, ask, async (request) => {
    const answer = await desk.readings.activate(request)
    return E.isLeft(answer) ? later(answer.left.code, answer.left.message) : doneAnswer(answer.right)
  })

export const diagnosis = (desk: Desk, ask: Ask): Promise<Answer> =>
  forOwn(desk, ask, async (request) => doneAnswer(await desk.readings.diagnose(request)))
