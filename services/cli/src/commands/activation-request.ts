import type { ActivationRequest } from '@earnback/coupon'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context'

export interface RequestOptions {
  readonly code: string
  readonly adAccount: string
  readonly idempotencyKey?: string
}

const TEXT_CHARS_MAX = 512

const textOption = (text: string): string => {
  if (text === '' || text.length > TEXT_CHARS_MAX) throw new InvalidArgumentError(`Expected 1 to ${TEXT_CHARS_MAX} characters.`)
  return text
}

/** Says nothing of what was typed: commander would put the value into its message. */
const codeOption = (text: string): string => text.slice(0, TEXT_CHARS_MAX)

/** Adds what names an activation to a command. */
export const withRequest = (command: Command): Command =>
  command
    .requiredOption('--code <code>', 'the code, exactly as it stands in the email', codeOption)
    .requiredOption('--ad-account <id>', 'the ad account that the code is for', textOption)

export const withKey = (command: Command): Command =>
  command.option('--idempotency-key <key>', 'repeat a request with its key and its answer is the same', textOption)

export const requestOf = ({ code, adAccount, idempotencyKey }: RequestOptions, { now }: Context): ActivationRequest => ({
  typedCode: code,
  adAccountId: adAccount,
  at: now(),
  idempotencyKey,
})
