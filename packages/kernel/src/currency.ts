/** The active codes of ISO 4217 (amendment 179), metals and test codes left out. */
const ACTIVE = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK
SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF
XCD XCG XOF XPF YER ZAR ZMW ZWG`

const CODES: ReadonlySet<string> = new Set(ACTIVE.split(/\s+/))

export const isCurrency = (text: string): boolean => CODES.has(text)

const LETTERS = 26
const A = 65

/** A currency's three letters as a number from 1 to 26^3, so that columns can hold it. */
export const currencyNumber = (code: string): number =>
  1 + (code.charCodeAt(0) - A) * LETTERS * LETTERS + (code.charCodeAt(1) - A) * LETTERS + (code.charCodeAt(2) - A)

export const currencyCodes = (): ReadonlyArray<string> => [...CODES]
