/** Names that look like secrets (dockerfile2llb validateNoSecretKey). */
const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i
const PUBLIC = /(?:_|^)(?:public)(?:_|$)/i
export const isSecretName = (name: string): boolean => SECRET.test(name) && !PUBLIC.test(name)
