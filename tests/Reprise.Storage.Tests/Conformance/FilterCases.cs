using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>A part of <c>filter-cases.json</c>: a few interactions, and which of them each query selects, newest first.</summary>
/// <param name="About">What the part shows.</param>
internal sealed record FilterCases(string About, IReadOnlyList<CaseInteraction> Interactions, IReadOnlyList<FilterCase> Cases)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyList<FilterCases> All { get; } = Load();

    /// <summary>The places of the parts, for a test that runs once for each.</summary>
    public static TheoryData<int> Parts => [.. Enumerable.Range(0, All.Count)];

    public StoreBatch ToBatch()
    {
        var recorded = Interactions.Select(one => one.ToRecorded()).ToArray();
        return new StoreBatch { Interactions = recorded, Facts = [.. Interactions.Zip(recorded).SelectMany(pair => (pair.First.Facts ?? []).Select(fact => fact.ToFact(pair.Second)))] };
    }

    private static FilterCases[] Load()
    {
        using var stream = typeof(FilterCases).Assembly.GetManifestResourceStream("filter-cases.json")!;
        return JsonSerializer.Deserialize<FilterCases[]>(stream, s_options)!;
    }
}

internal sealed record FilterCase(string Caption, string Query, string Expected);

internal sealed record CaseInteraction
{
    public required string Key { get; init; }
    public required int Second { get; init; }
    public string Text { get; init; } = "";
    public string Kind { get; init; } = "llm";
    public string Status { get; init; } = "success";
    public string Dialect { get; init; } = "openai.chat";
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }
    public string? Provider { get; init; }
    public string? User { get; init; }
    public string? Session { get; init; }
    public string? Trace { get; init; }
    public string? Parent { get; init; }
    public string? PromptType { get; init; }
    public string? FinishReason { get; init; }
    public string? Ip { get; init; }
    public string? Country { get; init; }
    public string? Cache { get; init; }
    public string? CachePolicy { get; init; }
    public string? CacheReason { get; init; }
    public double? CacheSimilarity { get; init; }
    public string? CacheSource { get; init; }
    public string? ReplayOf { get; init; }
    public string? ReplayRun { get; init; }
    public string? PromptTemplate { get; init; }
    public string? Sensitivity { get; init; }
    public double? InjectionScore { get; init; }
    public double? PromptEntropy { get; init; }
    public IReadOnlyList<string>? Yara { get; init; }
    public IReadOnlyList<string>? Secrets { get; init; }
    public IReadOnlyList<string>? Tokens { get; init; }
    public string? SecurityAction { get; init; }
    public IReadOnlyList<string>? Redacted { get; init; }
    public string? PrivacyPolicy { get; init; }
    public string? PromptHash { get; init; }
    public string? InputHash { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public long? LatencyMs { get; init; }
    public decimal? CostUsd { get; init; }
    public decimal? SavedCostUsd { get; init; }
    public long? TtftMs { get; init; }
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }
    public long? TotalTokens { get; init; }
    public long? CachedTokens { get; init; }
    public long? CacheWriteTokens { get; init; }
    public long? ReasoningTokens { get; init; }
    public bool Estimated { get; init; }
    public long RequestBytes { get; init; }
    public long ResponseBytes { get; init; }
    public string? Metadata { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public bool Stream { get; init; }
    public string? RecordError { get; init; }
    public double? Quality { get; init; }
    public IReadOnlyList<CaseFact>? Facts { get; init; }

    public InteractionId InteractionId => InteractionId.FromForeign(Id ?? Key);

    public RecordedInteraction ToRecorded() => Samples.Recorded(Second, Text, with: it => it with
    {
        Id = InteractionId,
        Kind = Words.ReadKind(Kind),
        Status = Words.ReadStatus(Status)!.Value,
        Dialect = Dialect,
        Name = Name,
        Model = Model,
        ResponseModel = ResponseModel,
        TraceId = Trace,
        ParentId = Parent,
        PromptType = PromptType,
        FinishReason = FinishReason,
        IpAddress = Ip,
        Country = Country,
        Cache = Cache is null ? null : new CacheOutcome
        {
            Status = Cache, Policy = CachePolicy, Reason = CacheReason, Similarity = CacheSimilarity, SourceInteractionId = CacheSource is null ? null : InteractionId.FromForeign(CacheSource),
        },
        Replay = ReplayOf is null && ReplayRun is null ? null : new ReplayOrigin(ReplayOf is null ? null : InteractionId.FromForeign(ReplayOf), ReplayRun),
        PromptTemplate = PromptTemplate,
        Privacy = Redacted is null && PrivacyPolicy is null ? null : new PrivacyNote { Policy = PrivacyPolicy, Counts = (Redacted ?? []).ToDictionary(type => type, _ => 1) },
        Security = Sensitivity is null && InjectionScore is null && PromptEntropy is null && Yara is null && Secrets is null && Tokens is null && SecurityAction is null ? null : new SecurityNote
        {
            Sensitivity = Sensitivity, InjectionScore = InjectionScore, PromptEntropy = PromptEntropy, YaraMatches = Yara ?? [], Secrets = Secrets ?? [], Tokens = Tokens ?? [], Action = SecurityAction,
        },
        PromptHash = PromptHash,
        InputHash = InputHash,
        SavedCostUsd = SavedCostUsd,
        TtftMs = TtftMs,
        RequestBytes = RequestBytes,
        ResponseBytes = ResponseBytes,
        Provider = Provider,
        UserId = User,
        SessionId = Session,
        Tags = Tags,
        LatencyMs = LatencyMs,
        CostUsd = CostUsd,
        Usage = PromptTokens is null ? null : new TokenUsage
        {
            PromptTokens = PromptTokens, CompletionTokens = CompletionTokens, TotalTokens = TotalTokens, CachedTokens = CachedTokens, CacheWriteTokens = CacheWriteTokens,
            ReasoningTokens = ReasoningTokens, Estimated = Estimated,
        },
        Metadata = Metadata,
        HttpStatus = HttpStatus,
        ErrorCode = ErrorCode,
        Streamed = Stream,
        RecordError = RecordError,
        QualityScore = Quality,
    });
}

internal sealed record CaseFact
{
    public required string Kind { get; init; }
    public int Second { get; init; }
    public string? Name { get; init; }
    public double? Value { get; init; }
    public string? Text { get; init; }

    public Fact ToFact(RecordedInteraction about) => Samples.Fact(about, Enum.Parse<FactKind>(Kind, ignoreCase: true), Second, Name, Value, Text);
}
