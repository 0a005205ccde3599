declare module 'docker-names' {
  const names: { adjectives: readonly string[]; surnames: readonly string[] }
  export default names
}
