using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The bodies of a record that was sent to us, and what they say.</summary>
internal sealed class RecordContent
{
    /// <summary>Never kept, whoever sends them.</summary>
    internal static HashSet<string> SecretHeaders { get; } =
        new(StringComparer.OrdinalIgnoreCase) { "set-cookie", "cookie", "authorization", "proxy-authorization", "www-authenticate", "x-api-key", "api-key", "x-goog-api-key" };

    private RecordContent(string dialect, RecordBodies bodies, JsonElement? request, JsonElement? response)
    {
        Dialect = dialect;
        (Request, Response) = bodies.Any ? (bodies.Request, bodies.Response) : (Body(request), Body(response));
        ResponseHeaders = [.. bodies.Headers.Where(h => !SecretHeaders.Contains(h.Key))];
    }

    /// <summary>What the record says of the call beside its body.</summary>
    public required RecordCall Call { get; init; }

    /// <summary>How the bodies are read.</summary>
    public string Dialect { get; }

    /// <summary>The dialect of the call itself, where its bodies did not come with the record and are in our own; null otherwise.</summary>
    public string? OriginalDialect { get; private init; }
    public Body? Request { get; }
    public Body? Response { get; }
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; }
    public InteractionKind? Kind { get; private set; }

    /// <summary>What the request says.</summary>
    public CallReading Asked { get; private set; } = new();

    /// <summary>What the answer says.</summary>
    public AnswerReading Answer { get; private set; } = new();

    /// <summary>Of the decoded request, as for calls through the gateway; null where there is nothing to hash.</summary>
    public string? InputHash => Decoded(Request) is { IsEmpty: false } bytes ? Hashes.OfBytes(bytes.Span) : null;

    public static RecordContent Read(RecordFields fields, Func<string, IDialect?> dialects, List<string> mistakes, List<string> notes)
    {
        var named = fields.Text(256, "dialect");
        var operation = fields.Value("operation") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        var call = RecordCall.Of(fields.Value("request"), RecordCall.IsOverHttp(fields));
        var request = call.Body ?? Own(fields, "input", "input_data") ?? Prompts(fields);
        var response = fields.Value("response") ?? fields.Value("output", "output_data");
        fields.Value("input", "input_data", "prompt", "system_prompt", "output", "output_data");
        var httpStatus = fields.Value("http_status") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var status) ? status : 200;
        var bodies = new RecordBodies(fields.Section("bodies"), mistakes, notes);
        var content = new RecordContent(bodies.Any ? named ?? DialectCatalog.Opaque.Name : DocumentWriter.OwnDialect, bodies, request, response)
        {
            Call = call,
            OriginalDialect = !bodies.Any && named != DocumentWriter.OwnDialect ? named : null,
        };
        if (dialects(content.Dialect) is { } dialect) content.ReadBodies(dialect, operation, httpStatus);
        if (bodies.Any) content.FillFrom(request, response);
        return content;
    }

    private void ReadBodies(IDialect dialect, string? operation, int httpStatus)
    {
        var (method, path) = HttpOperation.Of(operation);
        // A record in our own shape says itself what was called, or it is told by its fields.
        if (Dialect != DocumentWriter.OwnDialect) Kind = dialect.Kind;
        if (Decoded(Request) is { } sent)
        {
            var call = new WireRequest(method, path, sent, Request!.ContentType);
            Asked = dialect.ReadRequest(call, details: false);
            // What a tool was given is its prompt.
            if (Asked.Prompt is null && Dialect == DocumentWriter.OwnDialect && dialect.ReadRequest(call, details: true).Parameters is { } given) Asked = Asked with { Prompt = given, NewText = given };
        }

        if (Decoded(Response) is { } got) Answer = dialect.ReadResponse(new WireResponse(httpStatus, got, Response!.ContentType));
    }

    /// <summary>What the bodies do not say and the record's own sections do.</summary>
    private void FillFrom(JsonElement? request, JsonElement? response)
    {
        if (Asked.Prompt is null && request?.Text("prompt") is { } prompt) Asked = Asked with { Prompt = prompt, NewText = Asked.NewText.Length == 0 ? prompt : Asked.NewText };
        Answer = Answer with
        {
            Content = Answer.Content ?? response?.Text("content"),
            FinishReason = Answer.FinishReason ?? response?.Text("finish_reason"),
            Usage = Answer.Usage?.CompletionTokens is null && response?.WholeNumber("completion_tokens") is { } tokens ? (Answer.Usage ?? new TokenUsage()) with { CompletionTokens = tokens } : Answer.Usage,
        };
    }

    private static ReadOnlyMemory<byte>? Decoded(Body? body) => body is null ? null : DecodedBody.Find(body);

    /// <summary>An empty object says nothing and is no body: every document has one where there was none.</summary>
    private static Body? Body(JsonElement? json)
    {
        if (json is not { } value || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any())) return null;
        return new Body { Bytes = Encoding.UTF8.GetBytes(value.Raw()), ContentType = "application/json" };
    }

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
