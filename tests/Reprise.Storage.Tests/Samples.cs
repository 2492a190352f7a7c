using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests;

/// <summary>Interactions for tests: short to write, equal on every run.</summary>
internal static class Samples
{
    public const string Project = "default";
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An interaction at so many seconds after noon.</summary>
    public static RecordedInteraction Recorded(int second, string text = "", string project = Project, Func<Interaction, Interaction>? with = null)
    {
        var timestamp = Noon.AddSeconds(second);
        var interaction = new Interaction
        {
            Id = InteractionId.At(timestamp),
            Project = project,
            Timestamp = timestamp,
            Kind = InteractionKind.Llm,
            Status = InteractionStatus.Success,
            Dialect = "openai.chat",
        };
        return new RecordedInteraction { Interaction = with is null ? interaction : with(interaction), SearchText = text };
    }

    /// <summary>An interaction with every value set.</summary>
    public static RecordedInteraction Full(int second, string project = Project)
    {
        var timestamp = Noon.AddSeconds(second);
        return new RecordedInteraction
        {
            Interaction = new Interaction
            {
                Id = InteractionId.At(timestamp),
                Project = project,
                Timestamp = timestamp.AddMilliseconds(123),
                Kind = InteractionKind.Tool,
                Status = InteractionStatus.Timeout,
                Name = "get_weather",
                Provider = "openai",
                Dialect = "openai.chat",
                Operation = "POST /v1/chat/completions",
                Model = "gpt-4o",
                ResponseModel = "gpt-4o-2024-08-06",
                HttpStatus = 504,
                ErrorCode = "upstream_timeout",
                ErrorMessage = "Took \"too\" long — ça alors",
                UserId = "u-1",
                SessionId = "s-1",
                TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
                SpanId = "00f067aa0ba902b7",
                ParentId = "p-1",
                PromptType = "support",
                Tags = ["nightly", "ünï", "a\"b"],
                Metadata = """{"customer":"acme","tier":3,"nested":{"a":1},"none":null}""",
                FileMetadata = """[{"name":"a.pdf"}]""",
                IpAddress = "203.0.113.7",
                Country = "DE",
                Streamed = true,
                FinishReason = "stop",
                PromptPreview = "What is the weather in Köln?",
                ContentPreview = "It rains.",
                Usage = new TokenUsage
                {
                    PromptTokens = 100, CompletionTokens = 20, TotalTokens = 120, CachedTokens = 64, CacheWriteTokens = 5, CacheWriteHourTokens = 2, ReasoningTokens = 7,
                    PromptAudioTokens = 1, CachedAudioTokens = 2, CompletionAudioTokens = 3, PromptImageTokens = 4, CompletionImageTokens = 5, ToolPromptTokens = 8, WebSearches = 6, Estimated = true,
                },
                LatencyMs = 30_000,
                TtftMs = 250,
                EmbeddingTimeMs = 1,
                RetrievalTimeMs = 2,
                LlmTimeMs = 3,
                CostUsd = 0.000000000125m,
                SavedCostUsd = 12.5m,
                PriceVersion = "2026-03-01",
                Cache = new CacheOutcome { Status = "semantic", Similarity = 0.987, SourceInteractionId = InteractionId.At(Noon), Policy = "strict", Reason = "near" },
                Replay = new ReplayOrigin(InteractionId.At(Noon), "nightly; 7"),
                PromptTemplate = "support/ünï@3",
                Privacy = new PrivacyNote
                {
                    Policy = "strict@3", Counts = new Dictionary<string, int> { ["email"] = 2, ["ünï"] = 1 },
                    Redactions = [new Redaction("email", "request/messages/0/content", 12, 9), new Redaction("ünï", "user_id", 0, 0)], Dropped = ["tools"], Restricted = ["output", "system"],
                },
                Security = new SecurityNote
                {
                    PromptEntropy = 4.21875, InjectionScore = 0.1 + 0.2, YaraMatches = ["a:b", "c:ünï"], Tokens = ["bidi", "zero_width"], Secrets = ["aws_access_key"], Sensitivity = "restricted",
                    SensitivityReason = "a secret", SystemPromptLeaked = true, Action = "flag", ActionReason = "injection over 0.3",
                },
                Query = "?api-version=2024-10-21&alt=sse",
                RequestHeaders = [new("anthropic-beta", "a, b"), new("anthropic-version", "2023-06-01")],
                InputHash = new string('a', 62) + "09",
                PromptHash = "not-a-hash",
                QualityScore = 0.5,
                RecordError = "a header was refused",
                RequestBytes = 11,
                ResponseBytes = 22,
            },
            Request = new Body { Bytes = Encoding.UTF8.GetBytes("""{"model":"gpt-4o","messages":[]}"""), ContentType = "application/json" },
            Response = new Body
            {
                Bytes = Encoding.UTF8.GetBytes("data: {}\n\ndata: [DONE]\n\n"), ContentType = "text/event-stream", ContentEncoding = "identity",
                Chunks = [new BodyChunk(10, 5), new BodyChunk(14, 0)],
            },
            ResponseHeaders = [new("x-request-id", "req_1"), new("x-empty", "")],
            SearchText = "What is the weather in Köln? It rains.",
        };
    }

    public static Fact Fact(RecordedInteraction about, FactKind kind, int second = 0, string? name = null, double? value = null, string? text = null) => new()
    {
        FactId = InteractionId.At(Noon.AddSeconds(second)),
        InteractionId = about.Interaction.Id,
        Project = about.Interaction.Project,
        Kind = kind,
        Timestamp = Noon.AddSeconds(second),
        Name = name,
        Value = value,
        Text = text,
        Author = "tester",
    };

    public static Filter Filter(string text)
    {
        var reading = FilterParser.Parse(text, Noon);
        reading.Error.ShouldBeNull(text);
        return reading.Filter!;
    }

    public static InteractionQuery Query(string filter = "", int limit = 50, string project = Project) => new() { Project = project, Filter = Filter(filter), Limit = limit };
}
