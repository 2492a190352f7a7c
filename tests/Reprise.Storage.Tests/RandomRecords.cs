using System.Buffers.Binary;
using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests;

/// <summary>Random interactions, facts and filters over few values, so that filters often select something. The seed decides everything.</summary>
internal sealed class RandomRecords(int seed)
{
    private static readonly string[] s_words = ["refund", "policy", "weather", "Köln", "flight", "日本", "the", "a", "x1", "O'Neil"];
    private static readonly string[] s_texts = ["a", "b", "ab", "abc", "Ä", "z%", "_", "日本", "", "\"q\"", "a b"];
    private static readonly FilterField[] s_fields =
    [
        .. FilterFields.All.Where(field => field.Name != "id"), FilterFields.Find("metadata.a")!, FilterFields.Find("metadata.b")!, FilterFields.Find("label.a")!,
    ];

    private readonly Random _random = new(seed);
    private readonly List<RecordedInteraction> _made = [];
    private int _facts;

    /// <summary>How far the times of the interactions lie apart at most.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromMinutes(1);

    public StoreBatch Batch(int count)
    {
        var interactions = Enumerable.Range(0, count).Select(_ => Recorded()).ToArray();
        _made.AddRange(interactions);
        return new StoreBatch { Interactions = interactions, Facts = Facts(count / 4) };
    }

    public IReadOnlyList<Fact> Facts(int count) => [.. Enumerable.Range(0, count).Select(_ => Fact())];

    public InteractionQuery Query() => new()
    {
        Project = _random.Next(8) == 0 ? "other" : Samples.Project,
        Filter = Filter(0),
        Limit = Pick([1, 3, 50, 1000]),
        Ascending = _random.Next(2) == 0,
        From = _random.Next(4) == 0 ? Time() : null,
        To = _random.Next(4) == 0 ? Time() : null,
    };

    public Filter Filter(int depth) => _random.Next(depth > 3 ? 6 : 10) switch
    {
        0 => new TextFilter([.. SearchTokens.Of(Pick(s_words))], _random.Next(4) == 0),
        1 => new TextFilter([.. SearchTokens.Of(Pick(s_words) + " " + Pick(s_words))], _random.Next(4) == 0),
        < 6 => Condition(),
        6 => new NotFilter(Filter(depth + 1)),
        7 => new OrFilter([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Filter(depth + 1))]),
        _ => new AndFilter([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Filter(depth + 1))]),
    };

    private FieldFilter Condition()
    {
        var field = Pick(s_fields);
        if (_random.Next(6) == 0) return new FieldFilter(field, _random.Next(2) == 0 ? FilterOperator.Present : FilterOperator.Missing, null);
        return field.Type switch
        {
            FilterFieldType.Number => new FieldFilter(field, (FilterOperator)_random.Next(5), Number()),
            FilterFieldType.Time => new FieldFilter(field, (FilterOperator)_random.Next(5), Time()),
            FilterFieldType.Flag => new FieldFilter(field, FilterOperator.Equal, _random.Next(2) == 0),
            _ => new FieldFilter(field, Pick([FilterOperator.Equal, FilterOperator.StartsWith, FilterOperator.Contains]), TextValue(field)),
        };
    }

    private string TextValue(FilterField field) => FilterFields.ValuesOf(field) is { } known ? Pick([.. known]) : field.Name is ("cache_source" or "replay_of") && _random.Next(2) == 0 ? Id(Samples.Noon).ToString()[..8] : Pick(s_texts);

    private double Number() => Pick([0, 1, 0.5, 200, 1000, -1, 0.01, 1e-13, 1e300, 1500.5]);

    public DateTimeOffset Time() => Samples.Noon.AddSeconds(_random.Next((int)Spread.TotalSeconds)).AddTicks(_random.Next(3) == 0 ? 5 : 0);

    private Fact Fact() => new()
    {
        FactId = Id(Samples.Noon.AddSeconds(_facts++)),
        InteractionId = _made.Count == 0 || _random.Next(10) == 0 ? Id(Samples.Noon) : Pick([.. _made]).Interaction.Id,
        Project = Samples.Project,
        Kind = (FactKind)_random.Next(5),
        Timestamp = Samples.Noon.AddSeconds(_random.Next(20)),
        Name = Maybe(Pick(["a", "b", "quality_score"])),
        Value = _random.Next(3) == 0 ? null : Number(),
        Text = Maybe(Pick(s_texts)),
    };

    private RecordedInteraction Recorded()
    {
        var timestamp = Samples.Noon.AddMilliseconds(_random.Next((int)Spread.TotalMilliseconds));
        var interaction = new Interaction
        {
            Id = Id(timestamp),
            Project = _random.Next(6) == 0 ? "other" : Samples.Project,
            Timestamp = timestamp,
            Kind = (InteractionKind)_random.Next(8),
            Status = (InteractionStatus)_random.Next(4),
            Dialect = Pick(s_texts),
            Name = Text(), Provider = Text(), Operation = Text(), Model = Text(), ResponseModel = Text(), ErrorCode = Text(), ErrorMessage = Text(), UserId = Text(),
            SessionId = Text(), TraceId = Text(), ParentId = Text(), PromptType = Text(), IpAddress = Text(), Country = Text(), FinishReason = Text(),
            PromptHash = Text(), InputHash = _random.Next(3) == 0 ? new string('a', 64) : Text(), RecordError = Text(),
            HttpStatus = (int?)Count(),
            Tags = [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(s_texts))],
            Metadata = Maybe(Pick(["{\"a\":\"ab\",\"b\":1}", "{\"a\":null,\"b\":[1, 2]}", "{\"a\":\"\",\"a\":\"abc\"}", "[]", "{\"b\":\"z%\"}"])),
            Streamed = _random.Next(2) == 0,
            Usage = _random.Next(3) == 0 ? null : new TokenUsage
            {
                PromptTokens = Count(), CompletionTokens = Count(), TotalTokens = Count(), CachedTokens = Count(), CacheWriteTokens = Count(), ReasoningTokens = Count(),
                Estimated = _random.Next(2) == 0, WebSearches = Count(),
            },
            LatencyMs = Count(), TtftMs = Count(),
            CostUsd = _random.Next(2) == 0 ? null : Pick([0m, 0.01m, 1m, 0.0000000000001m, 200.000000000001m]),
            SavedCostUsd = _random.Next(2) == 0 ? null : 0.01m,
            Cache = _random.Next(3) == 0 ? RandomCache() : null,
            Privacy = RandomPrivacy(), Security = RandomSecurity(),
            Replay = RandomReplay(), PromptTemplate = Text(), Query = Maybe("?alt=sse&x=%20"),
            // Over HTTP only what a gateway would have kept is let in.
            RequestHeaders = [.. AnswerHeaders.Names.Where(_ => _random.Next(3) == 0).Select(name => new KeyValuePair<string, string>(name, Pick(["2023-06-01", "a, b"])))],
            QualityScore = _random.Next(2) == 0 ? null : 0.5,
            PromptPreview = Text(), ContentPreview = Text(), FileMetadata = Maybe("[{\"name\":\"a\"}]"), PriceVersion = Text(), SpanId = Text(), LlmTimeMs = Count(),
            RequestBytes = _random.Next(3) * 500, ResponseBytes = _random.Next(3) * 500,
        };
        return new RecordedInteraction
        {
            Interaction = interaction,
            SearchText = string.Join(' ', Enumerable.Range(0, _random.Next(6)).Select(_ => Pick(s_words))),
            Request = Body(),
            Response = Body(),
            ResponseHeaders = [.. Enumerable.Range(0, _random.Next(3)).Select(i => new KeyValuePair<string, string>($"x-{i}", Pick(s_texts)))],
        };
    }

    private CacheOutcome RandomCache() => new()
    {
        Status = Pick(["hit", "miss", "semantic"]), Policy = Text(), Reason = Text(), Similarity = _random.Next(3) == 0 ? null : Pick([1, 0.5, 0.01, -1, 1e-13, 0.1 + 0.2]),
        SourceInteractionId = _random.Next(2) == 0 ? null : Id(Samples.Noon),
    };

    private PrivacyNote? RandomPrivacy() => _random.Next(3) != 0 ? null : new PrivacyNote
    {
        Policy = Text(),
        Counts = Texts().Distinct().ToDictionary(type => type, _ => _random.Next(3)),
        Redactions = [.. Texts().Select(type => new Redaction(type, Pick(["request/messages/0/content", "user_id", ""]), _random.Next(3), _random.Next(30)))],
        Dropped = Texts(),
        Restricted = Texts(),
    };

    private SecurityNote? RandomSecurity() => _random.Next(3) != 0 ? null : new SecurityNote
    {
        PromptEntropy = _random.Next(2) == 0 ? null : Pick([0, 1, 0.5, 4.25, 0.1 + 0.2]), InjectionScore = _random.Next(2) == 0 ? null : Pick([0, 1, 0.5, 0.01, 1e-13]),
        YaraMatches = Texts(), Tokens = Texts(), Secrets = Texts(), Sensitivity = Maybe(Pick(["public", "internal", "restricted", "ab"])), SensitivityReason = Text(),
        SystemPromptLeaked = _random.Next(2) == 0, Action = Text(), ActionReason = Text(),
    };

    private string[] Texts() => [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Pick(s_texts))];

    private ReplayOrigin? RandomReplay() => _random.Next(6) switch
    {
        0 => new ReplayOrigin(Id(Samples.Noon), Pick(s_texts)),
        1 => new ReplayOrigin(Id(Samples.Noon), null),
        2 => new ReplayOrigin(null, Pick(s_texts)),
        _ => null,
    };

    private Body? Body()
    {
        if (_random.Next(3) == 0) return null;
        var bytes = _random.Next(8) == 0 ? BodySamples.Any(_random) : Encoding.UTF8.GetBytes(BodySamples.Text(_random, _random.Next(40)));
        return new Body { Bytes = bytes, ContentType = Text(), ContentEncoding = Text(), Chunks = bytes.Length > 0 && _random.Next(3) == 0 ? [new BodyChunk(bytes.Length, 7)] : [] };
    }

    /// <summary>A version 7 id of that time, whose other bits the seed decides.</summary>
    private InteractionId Id(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)time.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)_random.Next(4096));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return InteractionId.FromBytes(bytes);
    }

    private long? Count() => _random.Next(3) == 0 ? null : Pick([0L, 1L, 200L, 1000L, 100_000L]);

    private string? Text() => Maybe(Pick(s_texts));

    private string? Maybe(string text) => _random.Next(3) == 0 ? null : text;

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
