export { Hosts } from "./hosts";

export enum Level {
  Token = "token",
}

export namespace Config {
  const root = "/desk";

  export namespace Parameters {
    export function of(level: Level): string {
      return `${root}/${level}`;
    }

    export function all(): string {
      return root;
    }
  }
}
