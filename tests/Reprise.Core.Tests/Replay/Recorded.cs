using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Wire;

namespace Reprise.Core.Tests.Replay;

/// <summary>Short forms for tests of replay: records with a request in them, and changes.</summary>
internal static class Recorded
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static RecordedInteraction Call(string dialect, string body, string? path = null, string provider = "acme", string? model = null) =>
        Call(dialect, Encoding.UTF8.GetBytes(body), path ?? PathOf(dialect), provider, model: model);

    public static RecordedInteraction Call(string dialect, ReadOnlyMemory<byte> body, string path, string provider, string method = "POST", string? contentType = "application/json", string? model = null) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(Time),
            Project = "default",
            Timestamp = Time,
            Kind = dialect == "reprise" ? InteractionKind.Llm : DialectCatalog.OfRecord(dialect).Kind,
            Status = InteractionStatus.Success,
            Provider = provider,
            Dialect = dialect,
            Operation = $"{method} {path.Split('?')[0]}",
            Query = path.Contains('?', StringComparison.Ordinal) ? path[path.IndexOf('?', StringComparison.Ordinal)..] : null,
            Model = model,
            RequestBytes = body.Length,
        },
        Request = new Body { Bytes = body, ContentType = contentType },
    };

    public static ReplayChanges Parameter(string name, string json) => new() { Parameters = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [name] = Json(json) } };

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static string Text(this ReplayRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    public static string Edited(string dialect, string body, ReplayChanges changes) => ReplayRequests.Build(Call(dialect, body), changes).Text();

    public static CallReading Read(ReplayRequest request) =>
        DialectCatalog.OfRecord(request.Dialect).ReadRequest(new WireRequest(request.Method, request.Path, request.Body, request.ContentType), details: true);

    public static string PathOf(string dialect) => dialect switch
    {
        "openai.chat" or "xai.chat" => "/v1/chat/completions",
        "openai.responses" => "/v1/responses",
        "openai.completions" => "/v1/completions",
        "openai.embeddings" => "/v1/embeddings",
        "anthropic.messages" => "/v1/messages",
        "gemini.generate" => "/v1beta/models/gemini-2.5-flash:generateContent",
        "bedrock.converse" => "/model/amazon.nova-lite-v1%3A0/converse",
        "bedrock.converse_stream" => "/model/amazon.nova-lite-v1%3A0/converse-stream",
        "bedrock.invoke" => "/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke",
        "ollama.chat" => "/api/chat",
        "ollama.generate" => "/api/generate",
        "cohere.chat" => "/v2/chat",
        _ => "/x",
    };
}
