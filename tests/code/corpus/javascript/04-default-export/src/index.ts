import type { S3Event } from "aws-lambda";
import Thumbnails, { type Size } from "./thumbnails";

const SIZES: readonly Size[] = [{ width: 64 }, { width: 256 }];
const thumbnails = new Thumbnails(process.env.SOURCE_BUCKET!);

export default async function (event: S3Event): Promise<void> {
  for (const record of event.Records) {
    const image = await thumbnails.load(record.s3.object.key);
    for (const size of SIZES) {
      await thumbnails.store(record.s3.object.key, size, image);
    }
  }
}
