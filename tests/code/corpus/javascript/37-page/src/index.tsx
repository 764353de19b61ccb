import { getParametersByName } from "@aws-lambda-powertools/parameters/ssm";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { renderToStaticMarkup } from "react-dom/server";
import { Page } from "./page";

const s3 = new S3Client({});
const where = { Bucket: process.env.SITE_BUCKET, Key: "index.html" } as const;

export const handler = async (event: { title?: string }) => {
  await getParametersByName({ "/site/theme": { maxAge: 60 } });
  const html = renderToStaticMarkup(<Page title={event.title ?? "Home"} items={["a", "b"]} />);
  await s3.send(new PutObjectCommand({ ...where, Body: html, ContentType: "text/html" }));
};
