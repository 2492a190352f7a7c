using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Answers the HTTP API's contract from memory, for what the real server cannot be made to do at will.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SortedDictionary<string, JsonObject> _records = new(StringComparer.Ordinal);

    private FakeServer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>Paths with query strings, in the order they were called.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Answers instead of the rest when it has one.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Bodies by path below an interaction, such as <c>id/response</c>.</summary>
    public Dictionary<string, (byte[] Bytes, string ContentType, string? Encoding)> Bodies { get; } = [];

    public JsonObject Status { get; } = JsonNode.Parse("""
        {"version":"0.1.0","started_at":"2026-01-01T00:00:00.000Z","store":{"engine":"sqlite","healthy":true},
         "capture":{"received":5,"stored":5,"queued":0,"dropped":0,"failed":0,"journal_bytes":0,"journal_healthy":true},
         "providers":[{"name":"openai","base_url":"http://127.0.0.1:9"}],"prices":{"version":"2026-01-01.abc","models":7}}
        """)!.AsObject();

    /// <summary>What the server says of its scanning.</summary>
    public JsonObject Scanning { get; } = JsonNode.Parse("""{"yara":{"available":true,"library":"libyara.so.9","version":"4.2","rules":9,"files":[]}}""")!.AsObject();

    /// <summary>Most records in one page of whole records.</summary>
    public int PageSize { get; set; } = 1000;

    public int Count => _records.Count;

    public static async Task<FakeServer> StartAsync(int records = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeServer(builder.Build());
        server.Map();
        for (var i = 0; i < records; i++) server.Add(i);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Url = server._app.Urls.First();
        return server;
    }

    public JsonObject Add(int number, string? content = null, string? timestamp = null)
    {
        var id = $"01900000-0000-7000-8000-{number:x12}";
        var record = new JsonObject
        {
            ["interaction_id"] = id,
            ["timestamp"] = timestamp ?? $"2026-01-01T00:{number / 60 % 60:00}:{number % 60:00}.000Z",
            ["kind"] = "llm",
            ["model"] = "gpt-4o",
            ["status"] = number % 10 == 9 ? "error" : "success",
            ["user_id"] = "",
            ["session_id"] = $"s{number % 3}",
            ["stream"] = false,
            ["request"] = new JsonObject { ["prompt"] = $"question {number}", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"question {number}" }) },
            ["response"] = new JsonObject { ["content"] = content ?? $"answer {number}", ["finish_reason"] = "stop" },
            ["metrics"] = new JsonObject { ["prompt_tokens"] = 10, ["completion_tokens"] = 5, ["total_tokens"] = 15, ["latency_ms"] = 120, ["total_cost_usd"] = 0.00125 },
        };
        _records[id] = record;
        return record;
    }

    public void Clear() => _records.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            Calls.Enqueue($"{context.Request.Path}{context.Request.QueryString}");
            if (Intercept is null || !await Intercept(context)) await next(context);
        });
        _app.MapGet("/health/ready", () => Results.Ok());
        _app.MapGet("/api/status", () => Json(Status));
        _app.MapGet("/api/security/status", () => Json(Scanning));
        _app.MapGet("/api/fields", () => Json("""{"items":[{"name":"model","type":"text","can_group":true,"description":"The model"},{"name":"status","type":"text","can_group":true,"description":"How it ended","values":["success","error"]}]}"""));
        _app.MapGet("/api/interactions", List);
        _app.MapGet("/api/records", Records);
        _app.MapGet("/api/interactions/{id}", (string id) => _records.TryGetValue(id, out var record) ? Json(record) : Problem(404, "Not found", $"No interaction {id}."));
        _app.MapGet("/api/interactions/{id}/{side}", (HttpContext context, string id, string side) =>
        {
            if (!Bodies.TryGetValue($"{id}/{side}", out var body)) return Problem(404, "Not found", "No such body.");
            if (body.Encoding is not null) context.Response.Headers.ContentEncoding = body.Encoding;
            return Results.Bytes(body.Bytes, body.ContentType);
        });
        _app.MapPost("/api/interactions", IngestAsync);
        _app.MapGet("/api/aggregates", (string? group_by) => Json(Aggregates(group_by)));
        _app.MapGet("/api/sessions", () => Json(new JsonObject { ["items"] = new JsonArray(Session("s0")) }));
        _app.MapGet("/api/sessions/{id}", (string id) => Json(new JsonObject
        {
            ["session_id"] = id,
            ["summary"] = Session(id),
            ["items"] = new JsonArray([.. _records.Values.Where(record => (string?)record["session_id"] == id).Select(Summary)]),
        }));
        _app.MapGet("/api/tail", TailAsync);
        _app.MapGet("/api/prices", () => Json("""{"version":"v","items":[{"provider":"openai","model":"gpt-4o","valid_from":"2024-08-06","prices":{"input":2.5,"output":10}}]}"""));
        _app.MapPut("/api/prices", () => Json("""{"version":"new","models":1}"""));
        _app.MapPost("/api/prices/recompute", () => Json("""{"examined":5,"changed":2,"dry_run":true}"""));
    }

    private IResult List(HttpRequest request)
    {
        string? text = request.Query["q"];
        if (text?.Contains("modle", StringComparison.Ordinal) == true)
        {
            return Results.Text(
                $$"""{"title":"The filter cannot be read","status":400,"detail":"unknown field 'modle'; did you mean 'model'?","position":{{text.IndexOf("modle", StringComparison.Ordinal)}},"suggestion":"model"}""",
                "application/problem+json", Encoding.UTF8, 400);
        }

        var limit = int.Parse(request.Query["limit"].FirstOrDefault() ?? "50");
        var start = int.Parse(request.Query["cursor"].FirstOrDefault() ?? "0");
        var all = Found(request).ToList();
        var page = new JsonObject { ["items"] = new JsonArray([.. all.Skip(start).Take(limit).Select(Summary)]) };
        if (start + limit < all.Count) page["cursor"] = $"{start + limit}";
        return Json(page);
    }

    private IResult Records(HttpRequest request)
    {
        var start = int.Parse(request.Query["cursor"].FirstOrDefault() ?? "0");
        var found = Found(request).ToList();
        if (start + PageSize < found.Count) request.HttpContext.Response.Headers["Reprise-Cursor"] = $"{start + PageSize}";
        var page = found.Skip(start).Take(PageSize).ToList();
        request.HttpContext.Response.Headers["Reprise-Count"] = $"{page.Count}";
        return Results.Text(string.Concat(page.Select(record => record.ToJsonString() + "\n")), "application/x-ndjson", Encoding.UTF8);
    }

    private IEnumerable<JsonObject> Found(HttpRequest request)
    {
        IEnumerable<JsonObject> found = _records.Values;
        if (DateTimeOffset.TryParse(request.Query["from"], out var from)) found = found.Where(record => DateTimeOffset.Parse((string)record["timestamp"]!) >= from);
        return request.Query["order"] != "asc" ? found.Reverse() : found;
    }

    private static JsonNode Summary(JsonObject record)
    {
        var summary = (JsonObject)record.DeepClone();
        summary["prompt_preview"] = (string?)record["request"]?["prompt"];
        summary["content_preview"] = (string?)record["response"]?["content"];
        summary.Remove("request");
        summary.Remove("response");
        return summary;
    }

    private static JsonObject Session(string id) => new()
    {
        ["session_id"] = id, ["interactions"] = 2, ["errors"] = 0, ["prompt_tokens"] = 20, ["completion_tokens"] = 10, ["cost_usd"] = 0.0025,
        ["first_timestamp"] = "2026-01-01T00:00:00.000Z", ["last_timestamp"] = "2026-01-01T00:01:00.000Z",
    };

    private JsonObject Aggregates(string? groupBy)
    {
        JsonArray group = groupBy is null ? [] : [.. groupBy.Split(',').Select(name => JsonValue.Create($"a {name}"))];
        return new JsonObject
        {
            ["source"] = "rows",
            ["truncated"] = false,
            ["rows"] = new JsonArray(new JsonObject
            {
                ["group"] = group, ["count"] = _records.Count, ["errors"] = 1, ["prompt_tokens"] = 1234567, ["completion_tokens"] = 5, ["cached_tokens"] = 0, ["reasoning_tokens"] = 0,
                ["cost_usd"] = 1.5, ["latency_ms_p50"] = 120, ["latency_ms_p95"] = 2500, ["first_timestamp"] = "2026-01-01T00:00:00.000Z", ["last_timestamp"] = "2026-01-01T00:01:00.000Z",
            }),
        };
    }

    private async Task<IResult> IngestAsync(HttpRequest request)
    {
        await using var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body);
        var errors = new JsonArray();
        int line = 0, stored = 0, known = 0;
        while (await reader.ReadLineAsync(request.HttpContext.RequestAborted) is { } text)
        {
            line++;
            var record = JsonNode.Parse(text)!.AsObject();
            if ((string?)record["kind"] == "nonsense") errors.Add(new JsonObject { ["line"] = line, ["message"] = "kind: 'nonsense' is not a kind" });
            else if (_records.TryAdd((string)record["interaction_id"]!, record)) stored++;
            else known++;
        }

        return Json(new JsonObject { ["stored"] = stored, ["known"] = known, ["rejected"] = errors.Count, ["errors"] = errors });
    }

    private async Task TailAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": hello\n\n", context.RequestAborted);
        foreach (var record in _records.Values)
            await context.Response.WriteAsync($"event: interaction\nid: {record["interaction_id"]}\ndata: {Summary(record).ToJsonString()}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json", Encoding.UTF8);

    private static IResult Json(string text) => Results.Text(text, "application/json", Encoding.UTF8);

    private static IResult Problem(int status, string title, string detail) =>
        Results.Text(JsonSerializer.Serialize(new { title, status, detail }), "application/problem+json", Encoding.UTF8, status);
}
