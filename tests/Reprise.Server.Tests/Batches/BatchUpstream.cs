using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Batches;

/// <summary>A provider with both batch APIs, whose pace and whose honesty a test decides. It outlives the servers that ask it.</summary>
internal sealed class BatchUpstream : IAsyncDisposable
{
    private readonly RawUpstream _upstream;
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);
    private int _made;

    private BatchUpstream(RawUpstream upstream) => _upstream = upstream;

    public string Url => _upstream.Url;

    /// <summary>What reached it: method, path and query.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public ConcurrentDictionary<string, RemoteBatch> Batches { get; } = new(StringComparer.Ordinal);

    /// <summary>The requests of a batch as they arrived, by custom id.</summary>
    public IEnumerable<JsonObject> Requests => Batches.Values.SelectMany(static batch => batch.Requests);

    /// <summary>Whether batches stay as they are when they are looked at.</summary>
    public bool Holds { get; set; }

    /// <summary>What becomes of the lines of results before they go out.</summary>
    public Func<List<string>, IEnumerable<string>> Results { get; set; } = static lines => lines;

    /// <summary>The result of one request, when it is none of the usual.</summary>
    public Func<JsonObject, string?> ResultOf { get; set; } = static _ => null;

    /// <summary>Answers before anybody else does; true when it has.</summary>
    public Func<HttpContext, Task<bool>> First { get; set; } = static _ => Task.FromResult(false);

    /// <summary>Makes so many batches and breaks off before it says so.</summary>
    public int LostAnswers { get; set; }

    public static async Task<BatchUpstream> StartAsync()
    {
        BatchUpstream? self = null;
        var upstream = await RawUpstream.StartAsync(context => self!.AnswerAsync(context));
        return self = new BatchUpstream(upstream);
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    /// <summary>Ends what is held, in the provider's word for it.</summary>
    public void EndAll(string word)
    {
        foreach (var batch in Batches.Values) batch.State = word;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Lines.Enqueue($"{context.Request.Method} {path}{context.Request.QueryString}");
        if (await First(context)) return;
        var body = await RelaySpec.ReadAllAsync(context.Request);
        var answer = (context.Request.Method, path.Replace("/messages/batches", "/batches", StringComparison.Ordinal).Split('/')) switch
        {
            ("POST", [_, _, "files"]) => Upload(Encoding.UTF8.GetString(body)),
            ("POST", [_, _, "batches"]) => path.Contains("messages", StringComparison.Ordinal) ? CreateMessages(JsonNode.Parse(body)!) : Create(JsonNode.Parse(body)!),
            ("GET", [_, _, "batches"]) => new JsonObject { ["data"] = new JsonArray([.. Batches.Values.Select(Told)]) }.ToJsonString(),
            ("GET", [_, _, "batches", var id]) => Look(id),
            ("POST", [_, _, "batches", var id, "cancel"]) => Cancel(id),
            ("GET", [_, _, "files", var id, "content"]) => _files.GetValueOrDefault(id),
            ("GET", [_, _, "batches", var id, "results"]) => string.Join('\n', Results([.. Batches[id].Requests.Select(request => MessageResult(Batches[id], request))])) + "\n",
            ("POST", [_, _, "chat", "completions"]) => Completion("direct"),
            _ => null,
        };
        if (answer is "lost")
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer is null ? 404 : 200;
        await context.Response.WriteAsync(answer ?? """{"error":{"message":"not found"}}""");
    }

    private string Upload(string form)
    {
        var id = $"file-{Interlocked.Increment(ref _made)}";
        _files[id] = form.Split("\r\n\r\n")[2].Split("\r\n--")[0];
        return $$"""{"id":"{{id}}","object":"file","purpose":"batch"}""";
    }

    private string Create(JsonNode order)
    {
        var id = $"batch_{Interlocked.Increment(ref _made)}";
        var file = order["input_file_id"]!.GetValue<string>();
        var requests = _files[file].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!.AsObject()).ToList();
        Batches[id] = new RemoteBatch(id, requests) { Metadata = order["metadata"]?.ToJsonString(), Endpoint = order["endpoint"]!.GetValue<string>() };
        return Lost() ? "lost" : Told(Batches[id]).ToJsonString();
    }

    private string CreateMessages(JsonNode order)
    {
        var id = $"msgbatch_{Interlocked.Increment(ref _made)}";
        Batches[id] = new RemoteBatch(id, [.. order["requests"]!.AsArray().Select(static request => request!.AsObject())]) { IsMessages = true };
        return Lost() ? "lost" : Told(Batches[id]).ToJsonString();
    }

    private bool Lost()
    {
        if (LostAnswers == 0) return false;
        LostAnswers--;
        return true;
    }

    private string? Look(string id)
    {
        if (!Batches.TryGetValue(id, out var batch)) return null;
        if (!Holds && batch.State is "in_progress") batch.State = "completed";
        else if (!Holds && batch.State is "cancelling") batch.State = "cancelled";
        return Told(batch).ToJsonString();
    }

    private string? Cancel(string id)
    {
        if (!Batches.TryGetValue(id, out var batch)) return null;
        batch.State = "cancelling";
        return Told(batch).ToJsonString();
    }

    private JsonObject Told(RemoteBatch batch)
    {
        if (batch.IsMessages)
        {
            return new JsonObject
            {
                ["id"] = batch.Id,
                ["processing_status"] = batch.State is "in_progress" ? "in_progress" : batch.State is "cancelling" ? "canceling" : "ended",
                ["created_at"] = batch.CreatedAt,
                ["request_counts"] = new JsonObject { ["processing"] = batch.Requests.Count, ["succeeded"] = 0 },
                ["cancel_initiated_at"] = batch.State.StartsWith("cancel", StringComparison.Ordinal) ? batch.CreatedAt : null,
                ["results_url"] = "https://elsewhere.example/results",
            };
        }

        var told = new JsonObject { ["id"] = batch.Id, ["status"] = batch.State };
        if (batch.Metadata is { } metadata) told["metadata"] = JsonNode.Parse(metadata);
        if (batch.State is "completed" or "expired" or "cancelled")
        {
            var lines = Results([.. batch.Requests.Select(Result)]).ToList();
            var isError = new Func<string, bool>(static line => line.Contains("\"response\":null", StringComparison.Ordinal));
            _files[batch.Id + "-out"] = string.Join('\n', lines.Where(line => !isError(line)));
            told["output_file_id"] = batch.Id + "-out";
            if (lines.Any(isError))
            {
                _files[batch.Id + "-err"] = string.Join('\n', lines.Where(isError));
                told["error_file_id"] = batch.Id + "-err";
            }
        }
        else if (batch.State == "failed")
        {
            told["errors"] = JsonNode.Parse("""{"object":"list","data":[{"code":"mismatched_model","message":"one model a file","line":2}]}""");
        }

        return told;
    }

    private string Result(JsonObject request) => ResultOf(request) ?? $$$$$"""{"id":"r","custom_id":"{{{{{request["custom_id"]}}}}}","response":{"status_code":200,"request_id":"req_7","body":{{{{{Completion(request["body"]!["messages"]![0]!["content"]!.ToString())}}}}}},"error":null}""";

    private string MessageResult(RemoteBatch batch, JsonObject request)
    {
        if (batch.State == "cancelled") return $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","result":{"type":"canceled"}}""";
        return ResultOf(request) ?? $$$$$"""{"custom_id":"{{{{{request["custom_id"]}}}}}","result":{"type":"succeeded","message":{{{{{Message("to " + request["params"]!["messages"]![0]!["content"])}}}}}}}""";
    }

    public static string Completion(string content) =>
        $$$"""{"id":"c","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize("to " + content)}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}""";

    public static string Message(string content) =>
        $$$"""{"id":"m","type":"message","role":"assistant","model":"claude-3-5-haiku-20241022","content":[{"type":"text","text":{{{JsonSerializer.Serialize(content)}}}}],"stop_reason":"end_turn","usage":{"input_tokens":1000,"output_tokens":100}}""";

    internal sealed record RemoteBatch(string Id, List<JsonObject> Requests)
    {
        public string State { get; set; } = "in_progress";
        public string? Metadata { get; init; }
        public string Endpoint { get; init; } = "";
        public bool IsMessages { get; init; }
        public string CreatedAt { get; } = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
    }
}
