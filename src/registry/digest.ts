/** SHA-256 of a text, as hex digits. */
import { sha256 } from '@noble/hashes/sha2.js'
import { encode } from '../base/bytes.ts'
import { hex } from '../base/rng.ts'

export const sha256Hex = (text: string): string => hex(sha256(encode(text)))
