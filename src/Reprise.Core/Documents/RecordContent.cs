using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The bodies of a record that was sent to us, and what they say.</summary>
internal sealed class RecordContent
{
    private static readonly HashSet<string> s_secretHeaders =
        new(StringComparer.OrdinalIgnoreCase) { "set-cookie", "cookie", "authorization", "proxy-authorization", "www-authenticate", "x-api-key" };

    public string Dialect { get; private set; } = DocumentWriter.OwnDialect;
    public Body? Request { get; private set; }
    public Body? Response { get; private set; }
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; private set; } = [];
    public InteractionKind? Kind { get; private set; }
    public string? Model { get; private set; }
    public string? ResponseModel { get; private set; }
    public bool Streamed { get; private set; }
    public string? SystemPrompt { get; private set; }
    public string? Prompt { get; private set; }
    public string? Answer { get; private set; }
    public string? FinishReason { get; private set; }
    public long? CompletionTokens { get; private set; }
    public TokenUsage? Usage { get; private set; }
    public string SearchText { get; private set; } = "";

    /// <summary>Of the decoded request, as for calls through the gateway; null where there is nothing to hash.</summary>
    public string? InputHash => Decoded(Request) is { IsEmpty: false } bytes ? Hashes.OfBytes(bytes.Span) : null;

    public static RecordContent Read(RecordFields fields, Func<string, IDialect?> dialects, List<string> mistakes, List<string> notes)
    {
        var content = new RecordContent();
        var request = fields.Value("request") ?? Own(fields, "input", "input_data") ?? Prompts(fields);
        var response = fields.Value("response") ?? fields.Value("output", "output_data");
        fields.Value("input", "input_data", "prompt", "system_prompt", "output", "output_data");
        var named = fields.Text(256, "dialect");
        var operation = fields.Value("operation") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var bodies = new RecordBodies(fields.Section("bodies"), mistakes, notes);
        if (bodies.Any)
        {
            content.ReadWire(bodies, named ?? "opaque", dialects, operation, fields);
            content.FillFrom(request, response);
        }
        else content.ReadOwn(request, response);
        content.ResponseHeaders = [.. bodies.Headers.Where(h => !s_secretHeaders.Contains(h.Key))];
        return content;
    }

    private void ReadOwn(JsonElement? request, JsonElement? response)
    {
        Request = Body(request);
        Response = Body(response);
        var asked = request is { } q ? RecordRequest.Of(q) : new RequestDocument();
        var answered = response is { } a ? RecordResponse.Of(a) : new ResponseDocument();
        Model = asked.Parameters?.Text("model");
        SystemPrompt = asked.SystemPrompt;
        Prompt = asked.Prompt ?? asked.Parameters?.Raw();
        Answer = answered.Content ?? Calls(answered.ToolCalls);
        FinishReason = answered.FinishReason;
        CompletionTokens = answered.CompletionTokens;
        var added = (asked.Messages ?? []).Reverse().TakeWhile(m => m.Role != "assistant").Reverse().Select(m => m.Content).OfType<string>().ToList();
        if (Prompt is not null && !added.Contains(Prompt, StringComparer.Ordinal)) added.Add(Prompt);
        SearchText = Lines([.. added, answered.Content, answered.Reasoning, Calls(answered.ToolCalls)]);
    }

    /// <summary>What the bodies do not say and the record's own sections do.</summary>
    private void FillFrom(JsonElement? request, JsonElement? response)
    {
        Prompt ??= request?.Text("prompt");
        Answer ??= response?.Text("content");
        FinishReason ??= response?.Text("finish_reason");
        CompletionTokens ??= response?.WholeNumber("completion_tokens");
    }

    private void ReadWire(RecordBodies bodies, string name, Func<string, IDialect?> dialects, string? operation, RecordFields fields)
    {
        Dialect = name;
        (Request, Response) = (bodies.Request, bodies.Response);
        if (name == DocumentWriter.OwnDialect)
        {
            var (asked, answered) = (Json(Request), Json(Response));
            ReadOwn(asked, answered);
            (Request, Response) = (bodies.Request, bodies.Response);
            return;
        }

        if (dialects(name) is not { } dialect) return;
        var (method, path) = Sections.MethodAndPath(operation);
        var httpStatus = fields.Value("http_status") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var status) ? status : 200;
        var call = Decoded(Request) is { } sent ? dialect.ReadRequest(new WireRequest(method, path, sent, Request!.ContentType), details: false) : new CallReading();
        var answer = Decoded(Response) is { } got ? dialect.ReadResponse(new WireResponse(httpStatus, got, Response!.ContentType)) : new AnswerReading();
        Kind = dialect.Kind;
        (Model, ResponseModel, Streamed) = (call.Model, answer.Model, call.Stream);
        (SystemPrompt, Prompt, Answer) = (call.SystemPrompt, call.Prompt, answer.Content);
        (FinishReason, Usage) = (answer.FinishReason, answer.Usage);
        SearchText = Lines([call.NewText, answer.Content, answer.Reasoning, .. answer.ToolCalls.Select(c => $"{c.Name} {c.Arguments}")]);
    }

    private static ReadOnlyMemory<byte>? Decoded(Body? body) => body is null ? null : DecodedBody.Find(body);

    private static JsonElement? Json(Body? body) => Decoded(body) is { } bytes ? RecordJson.Find(bytes) : null;

    /// <summary>An empty object says nothing and is no body: every document has one where there was none.</summary>
    private static Body? Body(JsonElement? json)
    {
        if (json is not { } value || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any())) return null;
        return new Body { Bytes = Encoding.UTF8.GetBytes(value.Raw()), ContentType = "application/json" };
    }

    private static string? Calls(IReadOnlyList<ToolCallDocument>? calls) =>
        calls is null or { Count: 0 } ? null : string.Join('\n', calls.Select(c => $"{c.Name} {c.Arguments?.AsText()}"));

    private static string Lines(IEnumerable<string?> parts) => string.Join('\n', parts.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>A tool's input: an object that is no request in our shape becomes its parameters.</summary>
    private static JsonElement? Own(RecordFields fields, params ReadOnlySpan<string> names)
    {
        if (fields.Value(names) is not { } input) return null;
        return input.ValueKind != JsonValueKind.Object || input.Field("prompt") is not null || input.Field("messages") is not null
            ? input
            : Object(writer =>
            {
                writer.WritePropertyName("parameters");
                input.WriteTo(writer);
            });
    }

    /// <summary>A prompt at the top of the record.</summary>
    private static JsonElement? Prompts(RecordFields fields)
    {
        var (prompt, system) = (fields.Value("prompt"), fields.Value("system_prompt"));
        if (prompt is null && system is null) return null;
        return Object(writer =>
        {
            foreach (var (name, value) in new[] { ("prompt", prompt), ("system_prompt", system) })
            {
                if (value is null) continue;
                writer.WritePropertyName(name);
                value.Value.WriteTo(writer);
            }
        });
    }

    private static JsonElement? Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return RecordJson.Find(buffer.WrittenMemory);
    }
}
