import { formatInstant, type Instant } from '@earnback/kernel'
import type { Times } from '@earnback/projections'
import { type PlacedView, viewCoupon } from '@earnback/projector'
import type { Command } from 'commander'
import type { Failure } from '../failure'
import { instantOption } from '../instant-option'
import type { Engine } from '../wire'

export interface TimeOptions {
  readonly asOf?: Instant
  readonly knownAt?: Instant
}

/** Adds the two times of a question to a command. */
export const withTimes = (command: Command): Command =>
  command
    .option('--as-of <instant>', 'leave out facts that occurred later, and judge at that instant (valid time)', instantOption)
    .option('--known-at <instant>', 'leave out what was recorded later (transaction time)', instantOption)

export const timesOf = ({ asOf, knownAt }: TimeOptions): Times => ({ asOf, knownAt })

const boundsOf = ({ asOf, knownAt }: Times): string =>
  [
    ...(asOf === undefined ? [] : [` as of ${formatInstant(asOf)}`]),
    ...(knownAt === undefined ? [] : [` as known at ${formatInstant(knownAt)}`]),
  ].join(',')

export const couponNotFound = (couponId: string, times: Times, store: string): Failure => ({
  exit: 1,
  code: 'COUPON_NOT_FOUND',
  message: `no event in ${store} names the coupon ${JSON.stringify(couponId)}${boundsOf(times)}`,
  advice: 'check the id and --store; an event such as CodeIssued makes a coupon known',
})

export const accountNotFound = (adAccountId: string, times: Times, store: string): Failure => ({
  exit: 1,
  code: 'ACCOUNT_NOT_FOUND',
  message: `no event in ${store} names the ad account ${JSON.stringify(adAccountId)}${boundsOf(times)}`,
  advice: 'check the id and --store; an event such as AccountRegistered or CodeActivated makes an ad account known',
})

/** The coupon as the log tells it at the two times. */
export const askLog = (engine: Engine, couponId: string, times: Times): Promise<PlacedView | undefined> =>
  viewCoupon(engine.store, couponId, times)
