export type Kind = "letters" | "photos" | "films";

export const bucketOf = (kind: Kind): string => {
  switch (kind) {
    case "letters":
      return "archive-letters";
    case "photos":
      return "archive-photos";
    case "films":
      return "archive-films";
  }
};

export const keyOf = (year: number, id: string) => `by-year/${year}/` + id + ".bin";
