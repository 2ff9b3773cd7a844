import { held } from './held-broker'

const tearDown = async (): Promise<void> => {
  await held.broker?.remove()
}

export = tearDown
