/**
 * What `docker search` finds: repositories of Docker Hub by a word in their name, or in their description. Names and descriptions are the
 * Hub's, stars as they were about 2025. Results come ordered as the Hub orders them: official first, then by relevance, here by stars.
 */
import type { SearchResult } from './types.ts'

const OFFICIAL: readonly [name: string, stars: number, description: string][] = [
  ['nginx', 20900, 'Official build of Nginx.'],
  ['redis', 13500, 'Redis is the world’s fastest data platform for caching, vector search, and NoSQL databases.'],
  ['mysql', 15900, 'MySQL is a widely used, open-source relational database management system (RDBMS).'],
  ['postgres', 14700, 'The PostgreSQL object-relational database system provides reliability and data integrity.'],
  ['mariadb', 6100, 'MariaDB Server is a high performing open source relational database, forked from MySQL.'],
  ['mongo', 10500, 'MongoDB document databases provide high availability and easy scalability.'],
  ['ubuntu', 17600, 'Ubuntu is a Debian-based Linux operating system based on free software.'],
  ['debian', 5200, "Debian is a Linux distribution that's composed entirely of free and open-source software."],
  [
    'alpine',
    11500,
    'A minimal Docker image based on Alpine Linux with a complete package index and only 5 MB in size!',
  ],
  ['busybox', 3400, 'Busybox base image.'],
  ['hello-world', 2500, 'Hello World! (an example of minimal Dockerization)'],
  ['httpd', 4900, 'The Apache HTTP Server Project'],
  ['python', 10300, 'Python is an interpreted, interactive, object-oriented, open-source programming language.'],
  ['node', 14000, 'Node.js is a JavaScript-based platform for server-side and networking applications.'],
  ['wordpress', 5900, 'The WordPress rich content management system can utilize plugins, widgets, and themes.'],
  ['php', 7800, 'While designed for web development, the PHP scripting language also provides general-purpose use.'],
  ['golang', 5000, 'Go (golang) is a general purpose, higher-level, imperative programming language.'],
  [
    'tomcat',
    3800,
    'Apache Tomcat is an open source implementation of the Java Servlet and JavaServer Pages technologies',
  ],
  ['registry', 4200, 'Distribution implementation for storing and distributing of container images and artifacts'],
  ['docker', 2600, 'Docker in Docker!'],
]
const OTHERS: readonly [name: string, stars: number, description: string][] = [
  ['nginx/nginx-ingress', 110, 'NGINX and NGINX Plus Ingress Controllers for Kubernetes'],
  ['nginx/nginx-prometheus-exporter', 50, 'NGINX Prometheus Exporter for NGINX and NGINX Plus'],
  ['bitnami/nginx', 200, 'Bitnami container image for NGINX'],
  ['docker/whalesay', 680, 'An image for use in the Docker demo tutorial'],
  ['danielkraic/asciiquarium', 20, 'asciiquarium: an aquarium in ASCII art'],
]

const result =
  (official: boolean) =>
  (row: readonly [string, number, string]): SearchResult => ({
    star_count: row[1],
    is_official: official,
    name: row[0],
    is_automated: false,
    description: row[2],
  })
const REPOSITORIES: readonly SearchResult[] = [...OFFICIAL.map(result(true)), ...OTHERS.map(result(false))]

export function searchRepositories(term: string): SearchResult[] {
  const word = term.toLowerCase().replace(/^library\//, '')
  return REPOSITORIES.filter((repository) => repository.name.includes(word))
}
