interface Props {
  title: string;
  items: string[];
}

export function Page({ title, items }: Props) {
  return (
    <html lang="en">
      <body>
        <h1>{title}</h1>
        <ul>
          {items.map((item) => (
            <li key={item}>{item.toUpperCase()}</li>
          ))}
        </ul>
      </body>
    </html>
  );
}
