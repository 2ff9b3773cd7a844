import { type ActivationAnswer, type ActivationRequest, maskedCode } from '@earnback/coupon'
import { formatInstant, type Instant } from '@earnback/kernel'
import { type Progress, progressOf } from '@earnback/projections'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { activationFailure } from '../activation-failure'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { money } from '../render/amount'
import { checkJson } from '../render/check-json'
import { checksText } from '../render/checks-text'
import type { Look } from '../render/look'
import { visible } from '../render/visible'
import type { Engine } from '../wire'
import { type RequestOptions, requestOf, withKey, withRequest } from './activation-request'
import { examples } from './examples'

const instantText = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))

/** The coupon as it stands after the answer; only whoever it belongs to is told of it. */
const progressAfter = async (
  engine: Engine,
  { couponId, activatedAt }: ActivationAnswer,
  at: Instant,
): Promise<Progress | undefined> => {
  if (couponId === undefined || activatedAt === undefined) return undefined
  const placed = await engine.projector.standings(couponId)
  return placed === undefined ? undefined : progressOf(placed.standings, at, { position: placed.position })
}

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
    json: {
      accepted: answer.accepted,
      reasons: answer.reasons,
      couponId: answer.couponId ?? null,
      activatedAt: instantText(answer.activatedAt),
      windowEndsAt: instantText(answer.windowEndsAt),
      tabs: progress?.tabs ?? null,
      threshold: progress?.threshold ?? null,
      reward: progress?.reward ?? null,
      checks: answer.checks.map(checkJson),
    },
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
