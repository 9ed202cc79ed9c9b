"""The baseline of receipt: a bare FastAPI application that reads the body and answers; one uvicorn worker."""

from fastapi import FastAPI, Request

app = FastAPI(openapi_url=None)


@app.post("/echo")
async def echo(request: Request) -> dict[str, int]:
    return {"size": len(await request.body())}
