using System.Text;
using Reprise.Interactions;

namespace Reprise.Server.Tests.Api;

/// <summary>Random whole interactions: anything a store may hold, whatever capture and ingest would make of it. The seed decides everything.</summary>
internal sealed class RandomRecord(int seed)
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_texts = ["a", "", "0", "line\nbreak", "tab\t", "\"quoted\"", "日本", "\U0001F600", "<b>&", "\u2028", "back\\slash", new string('x', 5000)];
    private static readonly string[] s_objects =
    [
        "{}", "[]", "null", "\"text\"", "12.50", "{\"a\":1.10,\"a\":2}", "{ \"spaced\" : [1, 2 ] }", "{\n\"broken\":\"over lines\"}", "{\"half\":\"\\ud83d\"}",
        "{\"reprise.security\":{\"prompt_entropy\":1.5,\"extra\":true}}", "not json {", Deep(60), Deep(200), "{\"Ü\":\"\\u00fc\"}",
    ];

    private readonly Random _random = new(seed);

    public RecordedInteraction Next(string project = "default")
    {
        var timestamp = s_noon.AddMilliseconds(_random.Next(1_000_000));
        var id = InteractionId.At(timestamp);
        return new RecordedInteraction
        {
            Interaction = Columns(id, project, timestamp),
            Request = Body(),
            Response = Body(),
            ResponseHeaders = [.. Some(3, () => new KeyValuePair<string, string>($"x-{_random.Next(9)}", Pick(s_texts)))],
            Facts = [.. Some(3, () => Fact(project, id)).OrderBy(f => f.Timestamp).ThenBy(f => f.FactId)],
        };
    }

    public Fact Fact(string project, InteractionId about) => new()
    {
        FactId = InteractionId.At(s_noon.AddSeconds(_random.Next(1000))),
        InteractionId = about,
        Project = project,
        Kind = (FactKind)_random.Next(5),
        Timestamp = s_noon.AddMilliseconds(_random.Next(100_000)),
        Name = Text(),
        Value = Maybe(Pick([0, 1, -1, 0.1, 1e300, 5e-324, 1d / 3])),
        Text = Text(),
        Author = Text(),
    };

    private Interaction Columns(InteractionId id, string project, DateTimeOffset timestamp) => new()
    {
        Id = id,
        Project = project,
        Timestamp = timestamp,
        Kind = (InteractionKind)_random.Next(8),
        Status = (InteractionStatus)_random.Next(4),
        Dialect = Pick(["openai.chat", "anthropic.messages", "opaque", "reprise", "of another age"]),
        Name = Text(), Provider = Text(), Operation = Maybe(Pick(["POST /v1/messages", "tool", "GET /x y"])), Model = Text(), ResponseModel = Text(), ErrorCode = Text(), ErrorMessage = Text(),
        UserId = Text(), SessionId = Text(), TraceId = Text(), SpanId = Text(), ParentId = Text(), PromptType = Text(), IpAddress = Text(), Country = Text(), FinishReason = Text(),
        PromptPreview = Text(), ContentPreview = Text(), PriceVersion = Text(), InputHash = Text(), PromptHash = Text(), RecordError = Text(),
        Metadata = Maybe(Pick(s_objects)),
        FileMetadata = Maybe(Pick(s_objects)),
        HttpStatus = (int?)Count(),
        Tags = [.. Some(4, () => Pick(s_texts))],
        Streamed = _random.Next(2) == 0,
        Usage = _random.Next(3) == 0 ? null : new TokenUsage
        {
            PromptTokens = Count(), CompletionTokens = Count(), TotalTokens = Count(), CachedTokens = Count(), CacheWriteTokens = Count(), CacheWriteHourTokens = Count(), ReasoningTokens = Count(),
            PromptAudioTokens = Count(), CachedAudioTokens = Count(), CompletionAudioTokens = Count(), PromptImageTokens = Count(), CompletionImageTokens = Count(), ToolPromptTokens = Count(),
            WebSearches = Count(), Estimated = _random.Next(2) == 0,
        },
        LatencyMs = Count(), TtftMs = Count(), EmbeddingTimeMs = Count(), RetrievalTimeMs = Count(), LlmTimeMs = Count(),
        CostUsd = Maybe(Pick([0m, 0.000000000001m, 1.10m, 12345678.123456789012m])),
        SavedCostUsd = Maybe(Pick([0m, 0.01m])),
        Cache = _random.Next(3) != 0 ? null : new CacheOutcome
        {
            Status = Pick(["hit", "miss", ""]), Similarity = Maybe(Pick([1, -1, 0.1, 0.30000000000000004])), SourceInteractionId = Maybe(id), Policy = Text(), Reason = Text(),
        },
        Replay = (_random.Next(5), Text()) switch { (0, _) => new ReplayOrigin(id, null), (1, var run) => new ReplayOrigin(id, run), (2, { } run) => new ReplayOrigin(null, run), _ => null },
        Privacy = _random.Next(3) != 0 ? null : new PrivacyNote
        {
            Policy = Text(), Counts = Some(3, () => Pick(s_texts)).Distinct().ToDictionary(type => type, _ => _random.Next(9)),
            Redactions = [.. Some(3, () => new Redaction(Pick(s_texts), Pick(s_texts), _random.Next(9), _random.Next(9)))], Dropped = Some(2, () => Pick(s_texts)), Restricted = Some(2, () => Pick(s_texts)),
        },
        Security = _random.Next(3) != 0 ? null : new SecurityNote
        {
            PromptEntropy = Maybe(Pick([0, 3.5, 0.30000000000000004])), InjectionScore = Maybe(Pick([0, 1, 0.1])), YaraMatches = Some(3, () => Pick(s_texts)), Tokens = Some(3, () => Pick(s_texts)),
            Secrets = Some(3, () => Pick(s_texts)), Sensitivity = Text(), SensitivityReason = Text(), SystemPromptLeaked = _random.Next(2) == 0, Action = Text(), ActionReason = Text(),
        },
        PromptTemplate = Text(), Query = Pick([null, "?alt=sse", "?api-version=2024-10-21&x=%20"]),
        // What no gateway would have kept is left out on its way in, and so would not come back.
        RequestHeaders = [.. AnswerHeaders.Names.Where(_ => _random.Next(4) == 0).Select(name => new KeyValuePair<string, string>(name, Pick(["2023-06-01", "a, b"])))],
        QualityScore = Maybe(Pick([0, 0.1, 1])),
        RequestBytes = _random.Next(5000),
        ResponseBytes = _random.Next(5000),
    };

    private Body? Body()
    {
        var bytes = _random.Next(6) switch
        {
            0 => null,
            1 => [],
            2 => Bytes(300),
            3 => Encoding.UTF8.GetBytes("data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n"),
            4 => Encoding.UTF8.GetBytes(Pick(s_texts) + "\0\u0001" + Pick(s_texts)),
            _ => """{"model":"gpt-4o","messages":[{"role":"user","content":"\ud800 where is my parcel? ünï"}]}"""u8.ToArray(),
        };
        if (bytes is null) return null;
        var chunks = _random.Next(2) == 0 || bytes.Length < 3 ? [] : new[] { new BodyChunk(1, 20), new BodyChunk(bytes.Length - 1, 0) };
        return new Body { Bytes = bytes, ContentType = Text(), ContentEncoding = Maybe(Pick(["gzip", "identity", "br", "never heard of"])), Chunks = chunks };
    }

    private byte[] Bytes(int most)
    {
        var bytes = new byte[_random.Next(most)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T[] Some<T>(int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(most)).Select(_ => make())];

    private long? Count() => Maybe(Pick([0L, 1L, 429L, 1_000_000L]));

    private string? Text() => _random.Next(3) == 0 ? null : Pick(s_texts);

    private T? Maybe<T>(T value)
        where T : struct => _random.Next(3) == 0 ? null : value;

    private string? Maybe(string text) => _random.Next(3) == 0 ? null : text;

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
