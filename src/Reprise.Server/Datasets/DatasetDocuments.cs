using Reprise.Datasets;

namespace Reprise.Server.Datasets;

/// <summary>The datasets of a project.</summary>
internal sealed record DatasetListDocument
{
    public required IReadOnlyList<Dataset> Items { get; init; }
}

/// <summary>Which recorded interactions become the cases of a version.</summary>
internal sealed record DatasetVersionRequest
{
    /// <summary>Which interactions, in the filter language; everything when left out.</summary>
    public string? Filter { get; init; }

    /// <summary>From this time on: ISO 8601, or a span such as `24h` for that long ago.</summary>
    public string? From { get; init; }

    /// <summary>Before this time.</summary>
    public string? To { get; init; }

    /// <summary>Cases, the newest first: 1 to 100,000; 1,000 when left out.</summary>
    public int? Limit { get; init; }

    /// <summary>What the answers should be: `answer`, as recorded; `correction`, what people corrected them to; `none`, left open.</summary>
    public string? Expected { get; init; }

    /// <summary>What the dataset is for; left out, what was said before stays.</summary>
    public string? Description { get; init; }

    /// <summary>Keeps the cases of the newest version too; a case it has already is left as it is.</summary>
    public bool Append { get; init; }
}

/// <summary>The version that was made, or the newest one when it has the same cases already.</summary>
internal sealed record DatasetVersionResult
{
    public required string Name { get; init; }
    public required DatasetVersion Version { get; init; }

    /// <summary>Lines of the file that were left out because they cannot be used.</summary>
    public long Bad { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<CaseMistake>? Mistakes { get; init; }
}

/// <summary>A page of cases.</summary>
internal sealed record CasePageDocument
{
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required IReadOnlyList<CaseDocument> Items { get; init; }

    /// <summary>Asks for what follows; left out on the last page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One case: a call to make and what should come back.</summary>
internal sealed record CaseDocument
{
    public required string CaseId { get; init; }

    /// <summary>The recorded call it stands for; the record keeps the request.</summary>
    public string? InteractionId { get; init; }

    /// <summary>The request of a case from a file; its `body` is JSON as text.</summary>
    public DatasetRequest? Request { get; init; }

    /// <summary>The answer that should come; left out when the recorded answer is the measure.</summary>
    public string? Expected { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }

    public static CaseDocument Of(DatasetCase item) => new()
    {
        CaseId = item.CaseId, InteractionId = item.InteractionId?.ToString(), Request = item.Request, Expected = item.Expected, Tags = item.Tags.Count == 0 ? null : item.Tags,
    };
}
