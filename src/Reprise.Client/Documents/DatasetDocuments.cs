using Reprise.Datasets;

namespace Reprise.Client.Documents;

public sealed record DatasetList(IReadOnlyList<Dataset> Items);

/// <summary>Which recorded interactions become the cases of a version.</summary>
public sealed record DatasetOrder
{
    /// <summary>In the filter language; null for everything.</summary>
    public string? Filter { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>Cases, the newest first: 1 to 100,000; 1,000 when null.</summary>
    public int? Limit { get; init; }

    /// <summary><c>answer</c>, <c>correction</c> or <c>none</c>.</summary>
    public string? Expected { get; init; }

    /// <summary>Null leaves what was said before.</summary>
    public string? Description { get; init; }

    /// <summary>Keeps the cases of the newest version too.</summary>
    public bool Append { get; init; }
}

/// <summary>How a file of cases is read.</summary>
public sealed record DatasetUpload
{
    /// <summary>Whether it is CSV; JSON Lines otherwise.</summary>
    public bool IsCsv { get; init; }

    /// <summary>Where requests go whose line does not say so; null for <c>openai</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Null for <c>/v1/chat/completions</c>.</summary>
    public string? Path { get; init; }

    /// <summary>For lines that name none.</summary>
    public string? Model { get; init; }

    /// <summary>Where the cases are from, for people.</summary>
    public string? Source { get; init; }
    public string? Description { get; init; }

    /// <summary>Keeps the cases of the newest version too.</summary>
    public bool Append { get; init; }

    /// <summary>Leaves out lines that cannot be used, instead of refusing the file.</summary>
    public bool SkipBad { get; init; }
}

/// <summary>The version that was made, or the newest one when it has the same cases already.</summary>
public sealed record DatasetAddition
{
    public required string Name { get; init; }
    public required DatasetVersion Version { get; init; }

    /// <summary>Lines that were left out.</summary>
    public long Bad { get; init; }

    /// <summary>The first of them; null when there is none.</summary>
    public IReadOnlyList<CaseMistake>? Mistakes { get; init; }
}

/// <summary>A page of cases.</summary>
public sealed record CasePage
{
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required IReadOnlyList<CaseView> Items { get; init; }

    /// <summary>Asks for what follows; null on the last page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One case: a call to make and what should come back.</summary>
public sealed record CaseView
{
    public required string CaseId { get; init; }

    /// <summary>The recorded call it stands for, or null.</summary>
    public string? InteractionId { get; init; }

    /// <summary>The request of a case from a file, or null.</summary>
    public DatasetRequest? Request { get; init; }

    /// <summary>Null when the recorded answer is the measure.</summary>
    public string? Expected { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
}
