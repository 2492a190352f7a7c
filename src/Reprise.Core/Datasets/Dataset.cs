using Reprise.Interactions;

namespace Reprise.Datasets;

/// <summary>A named collection of cases. A version never changes; changing a dataset adds one.</summary>
public sealed record Dataset
{
    /// <summary>1 to 64 of a–z, 0–9, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public required string Name { get; init; }
    public required string Project { get; init; }
    public string? Description { get; init; }

    /// <summary>Oldest first, numbered from 1.</summary>
    public IReadOnlyList<DatasetVersion> Versions { get; init; } = [];
}

public sealed record DatasetVersion
{
    public required int Number { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required int CaseCount { get; init; }

    /// <summary>Cases that say what the answer should be.</summary>
    public int ExpectedCount { get; init; }

    /// <summary>Where the cases are from, for people: a filter, a file's name.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 over the cases, lower-case hex: equal for equal cases.</summary>
    public required string Hash { get; init; }
}

/// <summary>One case: a call to make and what should come back.</summary>
public sealed record DatasetCase
{
    /// <summary>Its name within the dataset: the interaction's id, or the file's own name or line for it.</summary>
    public required string CaseId { get; init; }

    /// <summary>The recorded call it stands for. The record keeps the request: a case whose interaction is erased is erased with it.</summary>
    public InteractionId? InteractionId { get; init; }

    /// <summary>Provider, path and request body, for a case from a file; null when <see cref="InteractionId"/> says it, which prevails where both are there.</summary>
    public DatasetRequest? Request { get; init; }

    /// <summary>The answer that should come; null when the recorded answer is the measure.</summary>
    public string? Expected { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <param name="Provider">As configured.</param>
/// <param name="Path">Below its base URL.</param>
/// <param name="Body">The request's JSON text.</param>
public sealed record DatasetRequest(string Provider, string Path, string Body);
