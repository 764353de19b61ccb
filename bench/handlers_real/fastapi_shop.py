"""A FastAPI application behind an HTTP API, through mangum."""

import sqlite3

from fastapi import FastAPI, HTTPException, Query
from fastapi.responses import HTMLResponse
from html import escape
from mangum import Mangum
from pydantic import BaseModel

app = FastAPI()
database = sqlite3.connect(":memory:", check_same_thread=False)
database.executescript(
    """
    CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER);
    INSERT INTO books VALUES (1, 'SQL in a week', 200), (2, 'Where is everybody?', 90), (3, 'Grüße aus Köln', 70);
    CREATE TABLE reviews (book INTEGER, author TEXT, text TEXT);
    """
)
SORTS = {"title", "pages", "id"}


class Review(BaseModel):
    author: str
    text: str
    stars: int = 3


@app.get("/books")
def books(q: str = "", sort: str = Query("title"), limit: int = 10):
    if sort not in SORTS:
        raise HTTPException(400, "sort")
    rows = database.execute(
        f"SELECT id, title FROM books WHERE instr(title, ?) > 0 ORDER BY {sort} LIMIT {limit}", (q,)
    )
    return {"q": q, "books": rows.fetchall()}


@app.post("/books/{book}/reviews")
async def review(book: int, said: Review):
    database.execute("DELETE FROM reviews")
    database.execute("INSERT INTO reviews VALUES (?, ?, ?)", (book, said.author, said.text))
    return {
        "reviews": database.execute("SELECT author, text FROM reviews WHERE book = ?", (book,)).fetchall(),
        "stars": said.stars,
    }


@app.get("/authors/{name}", response_class=HTMLResponse)
async def author(name: str):
    return f"<h1>{escape(name)}</h1>"


handler = Mangum(app, lifespan="off")
