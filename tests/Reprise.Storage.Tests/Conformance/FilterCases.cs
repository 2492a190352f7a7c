using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>The content of <c>filter-cases.json</c>: a few interactions, and which of them each query selects, newest first.</summary>
internal sealed record FilterCases(IReadOnlyList<CaseInteraction> Interactions, IReadOnlyList<FilterCase> Cases)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static FilterCases All { get; } = Load();

    public static TheoryData<string, string, string> Rows => [.. All.Cases.Select(one => (one.Caption, one.Query, one.Expected))];

    public StoreBatch ToBatch()
    {
        var recorded = Interactions.Select(one => one.ToRecorded()).ToArray();
        return new StoreBatch { Interactions = recorded, Facts = [.. Interactions.Zip(recorded).SelectMany(pair => (pair.First.Facts ?? []).Select(fact => fact.ToFact(pair.Second)))] };
    }

    private static FilterCases Load()
    {
        using var stream = typeof(FilterCases).Assembly.GetManifestResourceStream("filter-cases.json")!;
        return JsonSerializer.Deserialize<FilterCases>(stream, s_options)!;
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
    public string? Name { get; init; }
    public string? Model { get; init; }
    public string? Provider { get; init; }
    public string? User { get; init; }
    public string? Session { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public long? LatencyMs { get; init; }
    public decimal? CostUsd { get; init; }
    public long? PromptTokens { get; init; }
    public string? Metadata { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public bool Stream { get; init; }
    public string? RecordError { get; init; }
    public double? Quality { get; init; }
    public IReadOnlyList<CaseFact>? Facts { get; init; }

    public RecordedInteraction ToRecorded() => Samples.Recorded(Second, Text, with: it => it with
    {
        Id = InteractionId.FromForeign(Key),
        Kind = Words.ReadKind(Kind),
        Status = Words.ReadStatus(Status)!.Value,
        Name = Name,
        Model = Model,
        Provider = Provider,
        UserId = User,
        SessionId = Session,
        Tags = Tags,
        LatencyMs = LatencyMs,
        CostUsd = CostUsd,
        Usage = PromptTokens is null ? null : new TokenUsage { PromptTokens = PromptTokens },
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
