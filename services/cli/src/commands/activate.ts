import { type ActivationAnswer, type ActivationRequest, maskedCode } from '@earnback/coupon'
import { formatInstant } from '@earnback/kernel'
import type { Progress } from '@earnback/projections'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { activationFailure } from '../activation-failure'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { activationJson } from '../render/activation-json'
import { money } from '../render/amount'
import { checksText } from '../render/checks-text'
import type { Look } from '../render/look'
import { visible } from '../render/visible'
import { progressAfter } from '../progress-after'
import { type RequestOptions, requestOf, withKey, withRequest } from './activation-request'
import { examples } from './examples'

const answerText = function* (
  { typedCode, adAccountId }: ActivationRequest,
  answer: ActivationAnswer,
  progress: Progress | undefined,
  look: Look,
): Generator<string> {
  const code = maskedCode(typedCode)
  yield answer.accepted
    ? look.strong(visible(`Activated: code ${code} for ad account ${adAccountId}, coupon ${answer.couponId ?? ''}.`))
    : look.strong(visible(`Not activated: code ${code} for ad account ${adAccountId}.`))
  if (answer.activatedAt !== undefined) yield `  since  ${formatInstant(answer.activatedAt)}`
  if (answer.windowEndsAt !== undefined) yield `  until  ${formatInstant(answer.windowEndsAt)}`
  if (progress?.threshold && progress.reward)
    yield `  spend ${money(progress.threshold)} after the activation, get ${money(progress.reward)}`
  yield* checksText(answer.checks, look)
}

const outcomeOf = (request: ActivationRequest, answer: ActivationAnswer, progress: Progress | undefined): Outcome =>
  E.right({
    json: activationJson(answer, progress),
    text: (look) => lines(answerText(request, answer, progress, look)),
    exit: answer.accepted ? 0 : 1,
  })

export const activateCommand = (program: Command, run: Run): void => {
  withKey(withRequest(program.command('activate')))
    .description('Activate a code for an ad account; refused with every reason at once, and then nothing is used up.')
    .addHelpText(
      'after',
      examples(
        'earnback activate --code SPRING2026 --ad-account a-1',
        'earnback activate --code SPRING2026 --ad-account a-1 --idempotency-key click-1 --json',
      ),
    )
    .action((options: RequestOptions) =>
      run((context) =>
        withEngine(context, async (engine) => {
          const request = requestOf(options, context)
          const answer = await engine.activate(request)()
          if (E.isLeft(answer)) return E.left(activationFailure(answer.left))
          return outcomeOf(request, answer.right, await progressAfter(engine, answer.right, request.at))
        }),
      ),
    )
}
