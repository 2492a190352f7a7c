using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Client.Recording;
using Reprise.Interactions;

namespace Reprise.Mcp.Proxy;

/// <summary>
/// Puts questions and answers together and records each as one interaction: calls of tools, resources read, prompts fetched. What a server does wrong (no answer, two, one
/// to nothing) is told by the record and is nobody else's trouble. Used by one thread at a time.
/// </summary>
internal sealed class SeenCalls(IRecorder recorder, TimeProvider time, SeenCallsOptions options)
{
    private const int MaxOpen = 10_000;

    private readonly Dictionary<string, OpenCall> _open = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly SeenClock _clock = new(time);
    private string? _initializeId;
    private JsonElement? _client;
    private JsonElement? _server;
    private string? _protocol;

    /// <summary>The session of what is seen; HTTP names it itself.</summary>
    public string? SessionId { get; set; } = options.SessionId;

    public void Add(SeenMessage message, bool fromClient, Moment at)
    {
        _clock.At = at;
        if (fromClient && message.Method is { } method) FromClient(message, method);
        else if (!fromClient && message.IsAnswer) Answered(message);
        else if (!fromClient && message.Method is "notifications/progress") Progressed(message);
    }

    /// <summary>Ends what has no answer and will have none.</summary>
    public void End(Moment at, string reason, bool isServersFault)
    {
        _clock.At = at;
        foreach (var (id, call) in _open) End(id, call, reason, isServersFault);
        _open.Clear();
    }

    /// <summary>Ends the call of one question, where it is open.</summary>
    public void EndOf(SeenMessage question, Moment at, string reason, bool isServersFault)
    {
        _clock.At = at;
        if (question is { Method: not null, Id: { } id } && _open.Remove(id, out var call)) End(id, call, reason, isServersFault);
    }

    private void End(string id, OpenCall call, string reason, bool isServersFault)
    {
        call.Record.Metadata = MetadataOf(call, id);
        call.Record.Complete(isServersFault ? InteractionStatus.Error : InteractionStatus.Cancelled, isServersFault ? "no_answer" : "cancelled", reason);
    }

    private void FromClient(SeenMessage message, string method)
    {
        switch (method)
        {
            case "initialize" when message.Id is { } id:
                (_initializeId, _client) = (id, SeenMessage.Field(message.Params, "clientInfo"));
                _protocol = SeenMessage.Text(message.Params, "protocolVersion");
                break;
            case "notifications/cancelled" when SeenMessage.Field(message.Params, "requestId") is { } cancelled && _open.Remove(cancelled.GetRawText(), out var call):
                call.Record.Metadata = MetadataOf(call, cancelled.GetRawText());
                call.Record.Complete(InteractionStatus.Cancelled, "cancelled", Shortened(SeenMessage.Text(message.Params, "reason")) ?? "the client cancelled the call");
                break;
            case "tools/call" or "resources/read" or "prompts/get" when message.Id is { } id:
                Begin(id, method, message.Params);
                break;
        }
    }

    private void Begin(string id, string method, JsonElement? given)
    {
        // An id that is used again while it is open: the first one can no longer be told by its answer.
        if (_open.Remove(id, out var earlier)) earlier.Record.Complete(InteractionStatus.Error, "no_answer", "its id was used again before it was answered");
        while (_open.Count >= MaxOpen && _order.TryDequeue(out var oldest))
        {
            if (_open.Remove(oldest, out var lost)) lost.Record.Complete(InteractionStatus.Error, "no_answer", "too many calls were open at once");
        }

        var meta = SeenMessage.Field(given, "_meta");
        var parent = TraceParent.Find(SeenMessage.Text(meta, "traceparent"));
        using var scope = RecordScope.Begin(SessionId, options.UserId, parent?.TraceId, parent?.SpanId, tags: options.Tags);
        var record = CallRecord.Begin(recorder, _clock, KindOf(method), CallContent.NameOf(method, given));
        record.Operation = method;
        record.Request = CallContent.Asked(method, given);
        _open[id] = new OpenCall(record, method, SeenMessage.Field(meta, "progressToken")?.GetRawText());
        _order.Enqueue(id);
        if (_order.Count > MaxOpen * 2) Tidy();
    }

    private void Answered(SeenMessage message)
    {
        if (message.Id == _initializeId)
        {
            _initializeId = null;
            _server = SeenMessage.Field(message.Result, "serverInfo");
            _protocol = SeenMessage.Text(message.Result, "protocolVersion") ?? _protocol;
            return;
        }

        // An answer to nothing, or a second one, tells nothing.
        if (!_open.Remove(message.Id!, out var call)) return;
        var record = call.Record;
        record.Metadata = MetadataOf(call, message.Id!);
        record.Provider = ServerName;
        if (message.Unread > 0)
        {
            record.RecordError = $"the answer of {message.Unread} bytes was too large to be kept";
            record.Complete();
            return;
        }

        if (message.Error is { } error)
        {
            record.Complete(InteractionStatus.Error, Shortened(SeenMessage.Field(error, "code")?.GetRawText()) ?? "error", Shortened(SeenMessage.Text(error, "message")));
            return;
        }

        record.Response = CallContent.Answered(call.Method, message.Result);
        var isError = SeenMessage.Field(message.Result, "isError") is { ValueKind: JsonValueKind.True };
        if (isError) record.Complete(InteractionStatus.Error, "tool_error", Shortened(record.Response?.Content));
        else record.Complete();
    }

    private void Progressed(SeenMessage message)
    {
        if (SeenMessage.Field(message.Params, "progressToken")?.GetRawText() is not { } token) return;
        foreach (var call in _open.Values)
        {
            if (call.ProgressToken != token) continue;
            call.Progress++;
            call.Record.FirstPiece();
        }
    }

    private string? ServerName => Shortened(SeenMessage.Text(_server, "name")) ?? options.ServerName;

    private JsonElement MetadataOf(OpenCall call, string id)
    {
        var mcp = new JsonObject { ["transport"] = options.Transport, ["method"] = call.Method, ["id"] = Shortened(id[(id.IndexOf('\n', StringComparison.Ordinal) + 1)..]) };
        Put("server", ServerName);
        Put("server_version", SeenMessage.Text(_server, "version"));
        Put("client", SeenMessage.Text(_client, "name"));
        Put("client_version", SeenMessage.Text(_client, "version"));
        Put("protocol_version", _protocol);
        if (call.Progress > 0) mcp["progress_notifications"] = call.Progress;
        return JsonSerializer.SerializeToElement(new JsonObject { ["mcp"] = mcp });

        void Put(string name, string? value)
        {
            if (Shortened(value) is { } text) mcp[name] = text;
        }
    }

    private static InteractionKind KindOf(string method) => method switch { "tools/call" => InteractionKind.Tool, "resources/read" => InteractionKind.ApiRequest, _ => InteractionKind.Event };

    private void Tidy()
    {
        var open = _order.Where(_open.ContainsKey).Distinct(StringComparer.Ordinal).ToList();
        _order.Clear();
        foreach (var id in open) _order.Enqueue(id);
    }

    private static string? Shortened(string? text) => text is { Length: > 1000 } ? text[..1000] + "…" : text;

    private sealed class OpenCall(CallRecord record, string method, string? progressToken)
    {
        public CallRecord Record { get; } = record;
        public string Method { get; } = method;
        public string? ProgressToken { get; } = progressToken;
        public int Progress { get; set; }
    }
}

/// <summary>What is known of calls beside what they say.</summary>
internal sealed record SeenCallsOptions
{
    /// <summary><c>stdio</c> or <c>http</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>The server's name where it does not say one.</summary>
    public string? ServerName { get; init; }
    public string? SessionId { get; init; }
    public string? UserId { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>A clock that stands at the moment a message passed, so that calls are measured as they were and not as they were read.</summary>
internal sealed class SeenClock(TimeProvider time) : TimeProvider
{
    public Moment At { get; set; }

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => At.Time;

    public override long GetTimestamp() => At.Timestamp;
}
