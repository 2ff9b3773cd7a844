import pino, { type Logger } from 'pino'

export type { Logger }

/** Lines of JSON, never with a key, a token or a code in them; what requests carry is not logged at all. */
export const apiLogger = (write: (line: string) => void, level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['authorization', '*.authorization', 'headers.cookie', 'code', '*.code_typed', 'key', 'token', '*.key', '*.token'],
        censor: '[redacted]',
      },
    },
    { write },
  )
