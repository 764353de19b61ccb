import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

export interface Size {
  width: number;
}

export default class Thumbnails {
  private readonly s3 = new S3Client({});

  constructor(private readonly source: string) {}

  async load(key: string): Promise<Uint8Array> {
    const found = await this.s3.send(new GetObjectCommand({ Bucket: this.source, Key: key }));
    return found.Body!.transformToByteArray();
  }

  async store(key: string, size: Size, image: Uint8Array): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: "thumbnails", Key: `small/${size.width}/${key}`, Body: image }),
    );
  }

  async forget(key: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: "forgotten", Key: key }));
  }
}
