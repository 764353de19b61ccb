import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Router, type Request, type Response } from "express";

const s3 = new S3Client({});
export const router = Router();

const safely = (work: (request: Request) => Promise<unknown>) => async (request: Request, response: Response) => {
  try {
    response.json(await work(request));
  } catch {
    response.status(500).end();
  }
};

async function form(request: Request) {
  return createPresignedPost(s3, { Bucket: "forms", Key: request.params.name });
}

async function link(request: Request) {
  const checks = require(`./checks/${request.params.kind}`);
  checks.run(request);
  return getSignedUrl(s3, new PutObjectCommand({ Bucket: process.env.LINKS_BUCKET, Key: "links/new" }));
}

router.get("/form/:name", safely(form));
router.get("/link/:kind", safely(link));
