"""A Flask application behind an HTTP API, through apig-wsgi."""

import json
import os
import sqlite3
import tempfile

from apig_wsgi import make_lambda_handler
from flask import Flask, jsonify, make_response, redirect, render_template_string, request
from markupsafe import escape

app = Flask(__name__)
database = sqlite3.connect(os.path.join(tempfile.gettempdir(), "shop.db"), check_same_thread=False)
database.row_factory = sqlite3.Row
database.executescript(
    """
    DROP TABLE IF EXISTS items; DROP TABLE IF EXISTS notes;
    CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price INTEGER);
    CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT, text TEXT);
    INSERT INTO items VALUES (1, 'tea pot', 30), (2, 'O''Brien mug', 12), (3, 'Müller Löffel', 4), (4, '100 % wool', 80);
    """
)


@app.get("/items")
def items():
    found = database.execute(
        "SELECT id, name, price FROM items WHERE name LIKE ? ORDER BY price LIMIT 20",
        ("%" + request.args.get("q", "") + "%",),
    )
    return jsonify([dict(row) for row in found], request.args.get("q", ""))


@app.get("/items/<int:number>")
def item(number):
    found = database.execute(f"SELECT * FROM items WHERE id = {number}").fetchone()
    return (jsonify(dict(found)), 200) if found else (jsonify(error="none"), 404)


@app.post("/notes")
def note():
    body = request.get_json()
    with database:
        database.execute("DELETE FROM notes")
        database.execute("INSERT INTO notes (author, text) VALUES (?, ?)", (body["author"], body["text"]))
    return jsonify(dict(database.execute("SELECT author, text FROM notes").fetchone())), 201


@app.post("/guestbook")
def guestbook():
    page = "<h1>{{ name }}</h1><p>{{ text }}</p>"
    return render_template_string(page, name=request.form["name"], text=request.form["text"])


@app.get("/hello/<path:name>")
def hello(name):
    answer = make_response(f"<p>Hello, {escape(name)}</p>")
    answer.set_cookie("name", json.dumps(name), samesite="Lax")
    return answer


@app.get("/go")
def go():
    return redirect("/items?q=" + request.args.get("to", "")[:20])


handler = make_lambda_handler(app)
